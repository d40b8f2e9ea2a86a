import ChatTransport
import NIOCore
import NIOPosix

/// A server on a port of its own with two loops, for the time of one test.
struct TestServer: Sendable {
  let server: TransportServer
  let log: EventLog
  private let gate: EventLoopPromise<Void>

  var port: Int { server.port }

  /// Lets sessions move that were told to hold.
  func openGate() { gate.succeed() }

  func client() async throws -> RawClient { try await RawClient(port: port) }

  /// Runs a test against a server. Time has no limits but those that the test sets, for a busy machine may be slow.
  static func run(
    closesAtOnce: EngineCloseReason? = nil, _ change: (inout TransportConfiguration) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
  ) async throws {
    var configuration = TransportConfiguration()
    configuration.sessions = .unlimited
    configuration.pingInterval = .hours(1)
    configuration.pingTimeout = .hours(1)
    configuration.upgradeTimeout = .hours(1)
    configuration.maxFragmentTime = .hours(1)
    configuration.maxStall = .hours(1)
    configuration.maxHeaderTime = .hours(1)
    configuration.keepAlive = .hours(1)
    change(&configuration)
    let log = EventLog()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let gate = group.next().makePromise(of: Void.self)
    var routes = TransportRoutes(http: { request, eventLoop in
      log.append(.request(request.path))
      return eventLoop.makeSucceededFuture(Self.reply(request))
    })
    routes.engine("/engine/", TestApplication(log: log, gate: gate.futureResult, closesAtOnce: closesAtOnce))
    routes.webSocket("/plain", limits: WebSocketLimits(maxMessageBytes: 1 << 20), opened: PlainEcho.init)
    let server = try await TransportServer.start(configuration, routes: routes, group: group)
    do {
      try await body(TestServer(server: server, log: log, gate: gate))
    } catch {
      await server.close()
      gate.succeed()
      try await group.shutdownGracefully()
      throw error
    }
    await server.close()
    gate.succeed()
    try await group.shutdownGracefully()
  }

  private static func reply(_ request: HTTPRequest) -> HTTPReply {
    switch request.path {
    case "/large": .text(String(repeating: "x", count: 1 << 20))
    case "/show": .text("\(request.method) \(request.path) \(request.query) \(request.remoteAddress)")
    default: .notFound
    }
  }
}

final class PlainEcho: PlainWebSocketReceiver {
  private let socket: PlainWebSocket

  init(_ socket: PlainWebSocket) { self.socket = socket }

  func receive(text: ByteBuffer) { socket.send(text: text) }

  func receive(binary: ByteBuffer) { socket.send(binary: binary) }

  func closed() {}
}

/// Loops for what needs no server of its own.
enum TestGroup {
  static var shared: MultiThreadedEventLoopGroup { .singleton }
}
