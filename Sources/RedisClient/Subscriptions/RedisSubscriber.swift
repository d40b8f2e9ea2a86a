public import Logging
public import NIOCore
public import ServiceLifecycle

/// The second connection to a Redis: it subscribes to channels and brings their messages.
///
/// After a lost connection it reconnects and subscribes again to every channel that had been confirmed.
public final class RedisSubscriber: Service, Sendable {
  /// The loop the connection lives on and all callbacks run on.
  public let eventLoop: any EventLoop
  private let connection: NIOLoopBoundBox<RedisSubscriberConnection>

  /// A subscriber that connects once `run` is called.
  public init(configuration: RedisClientConfiguration, eventLoop: any EventLoop, logger: Logger) {
    self.eventLoop = eventLoop
    connection = .makeBoxSendingValue(
      RedisSubscriberConnection(configuration: configuration, eventLoop: eventLoop, logger: logger),
      eventLoop: eventLoop)
  }

  /// Connects and stays connected until graceful shutdown or cancellation.
  public func run() async throws {
    eventLoop.execute { self.connection.value.start() }
    // Ends by graceful shutdown, or throws because of cancellation: both mean to stop.
    try? await gracefulShutdown()
    try await eventLoop.submit { self.connection.value.stop() }.get()
  }

  /// Subscribes to a channel. On the event loop only.
  ///
  /// - Parameters:
  ///   - channel: its name.
  ///   - confirmed: called once, on the event loop, when Redis has confirmed: every message published after that is
  ///     delivered. A failure means that the channel is not subscribed and will not be by itself.
  public func subscribe(_ channel: String, confirmed: @escaping (Result<Void, RedisError>) -> Void) {
    connection.value.subscribe(channel, confirmed: confirmed)
  }

  /// Ends a subscription. On the event loop only. From now on none of its messages is delivered.
  public func unsubscribe(_ channel: String) {
    connection.value.unsubscribe(channel)
  }

  /// Sets who is told of messages and of the connection; one handler, called on the event loop. If the connection stands
  /// already, that is told first.
  public func onEvent(_ handler: @escaping @Sendable (RedisSubscriberEvent) -> Void) {
    guard !eventLoop.inEventLoop else { return connection.value.handle(handler) }
    eventLoop.execute { self.connection.value.handle(handler) }
  }
}
