import EngineIO
import Logging
import NIOCore
import Synchronization

/// What all connections of a server share; immutable but for the counters and the stop flag.
final class TransportShared: Sendable {
  let configuration: TransportConfiguration
  let routes: TransportRoutes
  let logger: Logger
  let budget: SessionBudget
  let heartbeat: Heartbeat
  let loops: [NIOLoopBound<TransportLoop>]
  private let loopIndex: [ObjectIdentifier: Int]
  /// Set when the server drains: no new sessions.
  let isDraining = Atomic(false)
  /// Tells polls apart.
  let nextPollID = Atomic<UInt64>(0)

  init(
    configuration: TransportConfiguration, routes: TransportRoutes, logger: Logger, loops: [NIOLoopBound<TransportLoop>]
  ) {
    self.configuration = configuration
    self.routes = routes
    self.logger = logger
    self.loops = loops
    budget = SessionBudget(configuration.sessions)
    heartbeat = Heartbeat(
      intervalMilliseconds: Self.milliseconds(configuration.pingInterval),
      timeoutMilliseconds: Self.milliseconds(configuration.pingTimeout))
    loopIndex = Dictionary(
      loops.enumerated().map { (ObjectIdentifier($1.eventLoop), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The transport's part on the current event loop.
  func here(_ eventLoop: any EventLoop) -> TransportLoop {
    guard let index = loopIndex[ObjectIdentifier(eventLoop)] else {
      preconditionFailure("connections live on the server's own loops")
    }
    return loops[index].value
  }

  /// Runs `body` on the home loop of a session: at once if it is the current one. False if the sid names no loop.
  func atHome(_ sid: SessionID, _ body: @escaping @Sendable (TransportLoop) -> Void) -> Bool {
    guard sid.loop < loops.count else { return false }
    let home = loops[sid.loop]
    if home.eventLoop.inEventLoop {
      body(home.value)
    } else {
      home.eventLoop.execute { body(home.value) }
    }
    return true
  }

  /// How often loops look at heartbeats and deadlines.
  var sweepInterval: TimeAmount {
    let shortest = min(
      configuration.pingInterval, configuration.pingTimeout, configuration.maxHeaderTime, configuration.maxStall,
      configuration.upgradeTimeout, configuration.maxFragmentTime)
    return min(.seconds(1), max(.milliseconds(5), .nanoseconds(shortest.nanoseconds / 8)))
  }

  private static func milliseconds(_ amount: TimeAmount) -> UInt32 {
    UInt32(clamping: amount.nanoseconds / 1_000_000)
  }
}
