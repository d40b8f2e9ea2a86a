import Logging
import NIOCore

/// What a `RedisSubscriber` has on its event loop: the link, the channels, and a heartbeat that notices a dead link.
final class RedisSubscriberConnection: RedisLinkOwner {
  typealias Waiter = (Result<Void, RedisError>) -> Void

  private let configuration: RedisClientConfiguration
  private let eventLoop: any EventLoop
  private let link: RedisLink
  private var subscriptions = SubscriptionStateMachine<Waiter>()
  private var handler: (@Sendable (RedisSubscriberEvent) -> Void)?
  private var heartbeat: Scheduled<Void>?
  private var isReady = false
  private var wasLost = false
  private var hasRead = false
  /// Whether an answer was missed at the last beat; the next one decides.
  private var isOverdue = false

  init(configuration: RedisClientConfiguration, eventLoop: any EventLoop, logger: Logger) {
    var configuration = configuration
    configuration.scripts = []
    self.configuration = configuration
    self.eventLoop = eventLoop
    link = RedisLink(
      configuration: configuration, replacesConnections: false, eventLoop: eventLoop, logger: logger)
  }

  // MARK: What the subscriber asks

  func start() {
    link.start(for: self)
  }

  func stop() {
    let error = RedisError(.stopped, "The connection to Redis is being closed.")
    isReady = false
    heartbeat?.cancel()
    link.stop()
    for waiter in subscriptions.linkLost() { waiter(.failure(error)) }
  }

  func handle(_ handler: @escaping @Sendable (RedisSubscriberEvent) -> Void) {
    self.handler = handler
    if isReady, subscriptions.unansweredCount == 0 { handler(.linkRestored) }
  }

  func subscribe(_ channel: String, confirmed: @escaping Waiter) {
    guard isReady else {
      confirmed(.failure(RedisError(.notConnected, "There is no connection to Redis.", hint: "try again in a moment")))
      return
    }
    guard subscriptions.unansweredCount < configuration.maxPendingCommands else {
      confirmed(.failure(RedisError(.tooManyPending, "Too many commands wait for Redis.")))
      return
    }
    subscriptions.subscribes(channel, for: confirmed, now: .now())
    link.write { $0.write("SUBSCRIBE", [.string(channel)]) }
  }

  func unsubscribe(_ channel: String) {
    guard subscriptions.unsubscribes(channel, isReady: isReady, now: .now()) else { return }
    link.write { $0.write("UNSUBSCRIBE", [.string(channel)]) }
  }

  // MARK: What the link tells

  func linkConnects() {}

  func linkBecameReady(_ info: RedisServerInfo, scriptHashes: [String: String]) {
    isReady = true
    wasLost = false
    let channels = subscriptions.linkBecameReady(now: .now())
    for channel in channels { link.write { $0.write("SUBSCRIBE", [.string(channel)]) } }
    scheduleHeartbeat(in: configuration.commandDeadline)
    if channels.isEmpty { handler?(.linkRestored) }
  }

  func linkReceived(_ reply: RESPValue) {
    hasRead = true
    switch subscriptions.received(reply) {
    case .deliver(let channel, let payload): handler?(.message(channel: channel, payload: payload))
    case .confirm(let waiter): waiter(.success(()))
    case .refuse(let waiter, let error): waiter(.failure(RedisError(reply: error)))
    case .restored: handler?(.linkRestored)
    case .fail(let error): link.fail(error)
    case .nothing: break
    }
  }

  func linkFinishedRead() {
    handler?(.readComplete)
  }

  func linkFailed(_ error: RedisError) {
    isReady = false
    isOverdue = false
    heartbeat?.cancel()
    heartbeat = nil
    for waiter in subscriptions.linkLost() { waiter(.failure(error.sent(true))) }
    guard !wasLost else { return }
    wasLost = true
    handler?(.linkLost(error))
  }

  // MARK: Heartbeat

  /// Once a deadline's length: a request that waits for longer ends the link; silence is answered with a PING.
  private func scheduleHeartbeat(in time: TimeAmount) {
    heartbeat = eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
      self?.beat() ?? ()
    }
  }

  private func beat() {
    let now = NIODeadline.now()
    if let oldest = subscriptions.oldestRequest, !hasRead, oldest + configuration.commandDeadline <= now {
      guard isOverdue else {
        // Where this loop stood still, the answer may lie unread in the socket: it gets one round to be read.
        isOverdue = true
        return scheduleHeartbeat(in: .milliseconds(10))
      }
      link.fail(
        RedisError(
          .timedOut, "Redis did not answer in time.", hint: "see whether Redis hangs or is overloaded"))
      return
    }
    if !hasRead, subscriptions.unansweredCount == 0 {
      subscriptions.pings(now: now)
      link.write { $0.write("PING", []) }
    }
    hasRead = false
    isOverdue = false
    scheduleHeartbeat(in: configuration.commandDeadline)
  }
}
