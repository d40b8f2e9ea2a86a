public import Logging
public import NIOCore
import NIOPosix
import Synchronization

/// The listening server: HTTP/1.1, Engine.IO over long-polling and WebSocket, plain WebSocket routes.
///
/// ```swift
/// var routes = TransportRoutes(http: responder)
/// routes.engine("/socket.io/", application)
/// let server = try await TransportServer.start(configuration, routes: routes, group: group, logger: logger)
/// print(server.port)
/// await server.drain(spread: .seconds(3))
/// await server.close()
/// ```
public final class TransportServer: Sendable {
  /// The bound port.
  public let port: Int
  /// The bound address as text, without the port.
  public let host: String

  private let shared: TransportShared
  private let listener: any Channel

  private init(host: String, port: Int, shared: TransportShared, listener: any Channel) {
    self.host = host
    self.port = port
    self.shared = shared
    self.listener = listener
  }

  /// Binds and begins to accept.
  ///
  /// - Throws: ``TransportStartError`` if the address cannot be bound.
  public static func start(
    _ configuration: TransportConfiguration, routes: TransportRoutes, group: any EventLoopGroup,
    logger: Logger = Logger(label: "transport")
  ) async throws -> TransportServer {
    guard UInt16(exactly: configuration.port) != nil else {
      throw TransportStartError(
        code: .other, message: "there is no port \(configuration.port)", hint: "choose one from 0 to 65535")
    }
    var loops: [NIOLoopBound<TransportLoop>] = []
    for (index, eventLoop) in group.makeIterator().enumerated() {
      loops.append(
        try await eventLoop.submit {
          NIOLoopBound(TransportLoop(index: index, eventLoop: eventLoop), eventLoop: eventLoop)
        }.get())
    }
    let shared = TransportShared(configuration: configuration, routes: routes, logger: logger, loops: loops)
    HTTPPipeline.types
    let interval = shared.sweepInterval
    for loop in loops { loop.run { $0.startSweeping(every: interval) } }
    do {
      let listener = try await listen(configuration, shared, group)
      return TransportServer(
        host: listener.localAddress?.ipAddress ?? configuration.host,
        port: listener.localAddress?.port ?? configuration.port, shared: shared, listener: listener)
    } catch {
      for loop in loops { loop.run { $0.stopSweeping() } }
      throw TransportStartError(error, host: configuration.host, port: configuration.port)
    }
  }

  private static func listen(
    _ configuration: TransportConfiguration, _ shared: TransportShared, _ group: any EventLoopGroup
  ) async throws -> any Channel {
    try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: configuration.backlog)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      // A connection keeps the buffer it first read into: a small one that grows with use.
      .childChannelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 256, maximum: 16_384)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try HTTPPipeline.install(on: channel, shared: shared) }
      }
      .bind(host: configuration.host, port: configuration.port)
      .get()
  }

  /// The number of open sessions on all loops.
  public var sessionCount: Int { shared.budget.openSessions }

  /// Stops accepting, then closes every session with ``EngineCloseReason/serverStopping``, evenly spread over this
  /// time. Returns when all are told. Plain HTTP requests on open connections are still answered.
  public func drain(spread: TimeAmount) async {
    shared.isDraining.store(true, ordering: .relaxed)
    try? await listener.close().get()
    let pause = TimeAmount.milliseconds(20)
    // By the clock: on a busy machine each step comes late, and the end does not.
    let end = NIODeadline.now() + spread
    while sessionCount > 0 {
      let stepsLeft = Int(max(1, (end - .now()).nanoseconds / pause.nanoseconds))
      for loop in shared.loops {
        _ = try? await loop.eventLoop.submit { loop.value.closeSessions(oneOf: stepsLeft) }.get()
      }
      if stepsLeft == 1 { return }
      // Whoever cancels this has no time left: what is open yet is closed at once, by `close`.
      do { try await Task.sleep(for: .nanoseconds(pause.nanoseconds)) } catch { return }
    }
  }

  /// Closes everything at once. May be called with or without ``drain(spread:)`` before it, and more than once.
  public func close() async {
    shared.isDraining.store(true, ordering: .relaxed)
    try? await listener.close().get()
    for loop in shared.loops {
      _ = try? await loop.eventLoop.submit { loop.value.closeMembers() }.get()
    }
    await waitForMembers(atMost: .milliseconds(500))
    for loop in shared.loops {
      _ = try? await loop.eventLoop.submit {
        loop.value.abandonMembers()
        loop.value.stopSweeping()
      }.get()
    }
  }

  private func waitForMembers(atMost limit: TimeAmount) async {
    let deadline = NIODeadline.now() + limit
    while NIODeadline.now() < deadline {
      var count = 0
      for loop in shared.loops {
        count += (try? await loop.eventLoop.submit { loop.value.members.count }.get()) ?? 0
      }
      guard count > 0 else { return }
      try? await Task.sleep(for: .milliseconds(10))
    }
  }
}
