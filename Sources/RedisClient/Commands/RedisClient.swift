public import Logging
public import NIOCore
public import ServiceLifecycle

/// The command connection to a Redis: it connects, keeps reconnecting, and pipelines.
///
/// The callback forms belong to the client's event loop and allocate little; the `async` forms can be called anywhere.
/// While there is no connection a command fails at once with `notConnected`. An error that Redis answers is the
/// failure `RedisError` with the code `reply`.
public final class RedisClient: Service, Sendable {
  /// The loop the connection lives on and all callbacks run on.
  public let eventLoop: any EventLoop
  private let connection: NIOLoopBoundBox<RedisCommandConnection>

  /// A client that connects once `run` is called.
  public init(configuration: RedisClientConfiguration, eventLoop: any EventLoop, logger: Logger) {
    self.eventLoop = eventLoop
    connection = .makeBoxSendingValue(
      RedisCommandConnection(configuration: configuration, eventLoop: eventLoop, logger: logger), eventLoop: eventLoop)
  }

  /// Connects and stays connected until graceful shutdown or cancellation; then refuses new commands, waits for the
  /// answers of those under way (no longer than their deadlines), and closes.
  public func run() async throws {
    eventLoop.execute { self.connection.value.start() }
    // Ends by graceful shutdown, or throws because of cancellation: both mean to stop.
    try? await gracefulShutdown()
    try await eventLoop.flatSubmit { self.connection.value.stop() }.get()
  }

  /// Sends a command. On the event loop only; commands of one tick go out together, answers come in order.
  ///
  /// - Parameters:
  ///   - name: the command, such as `HGETALL`; two words (`CLIENT LIST`) are name and first argument.
  ///   - arguments: what follows it.
  ///   - deadline: the longest it may take; `commandDeadline` unless given.
  ///   - then: called once, on the event loop; at once when the command cannot be sent.
  public func send(
    _ name: String, _ arguments: [RedisArgument] = [], deadline: TimeAmount? = nil,
    then: @escaping (Result<RESPValue, RedisError>) -> Void
  ) {
    connection.value.send(name, arguments, deadline: deadline, then: then)
  }

  /// Runs a script by its hash. On the event loop only. Where Redis has lost its scripts they are loaded again, new
  /// commands wait, and the refused ones are repeated in order.
  ///
  /// - Parameters:
  ///   - script: the script.
  ///   - keys: its `KEYS`.
  ///   - arguments: its `ARGV`.
  ///   - deadline: the longest it may take; `commandDeadline` unless given.
  ///   - then: called once, on the event loop; at once when the command cannot be sent.
  public func evaluate(
    _ script: RedisScript, keys: [String], arguments: [RedisArgument], deadline: TimeAmount? = nil,
    then: @escaping (Result<RESPValue, RedisError>) -> Void
  ) {
    connection.value.evaluate(script, keys: keys, arguments: arguments, deadline: deadline, then: then)
  }

  /// Calls `observer` on the event loop with the present state and with each change from now on. When it is called
  /// with `ready`, no command of others has been taken yet: what it sends is first.
  public func onLinkChange(_ observer: @escaping @Sendable (RedisLinkState) -> Void) {
    guard !eventLoop.inEventLoop else { return connection.value.observe(observer) }
    eventLoop.execute { self.connection.value.observe(observer) }
  }
}
