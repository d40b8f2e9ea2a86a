import ArgumentParser
import ChatTransport
import Logging
import NIOCore
import NIOPosix

/// Serves our protocol stack with plain echo handlers, so that any conformance suite can be pointed at it.
@main
struct ConformanceServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance-server",
    abstract: "Engine.IO, Socket.IO and WebSocket with echo handlers, on loopback.")

  @Option(help: "The port to listen on; 0 lets the system pick one.")
  var port = 0

  @Option(help: ArgumentHelp("Between two pings, in milliseconds.", valueName: "ms"))
  var pingInterval = 300

  @Option(help: ArgumentHelp("What a client has to answer a ping, in milliseconds.", valueName: "ms"))
  var pingTimeout = 200

  @Option(help: ArgumentHelp("What a client has to join its first namespace, in milliseconds.", valueName: "ms"))
  var connectTimeout = 1000

  func run() async throws {
    var routes = TransportRoutes(http: { _, eventLoop in eventLoop.makeSucceededFuture(.notFound) })
    routes.engine("/engine.io/", EngineEcho())
    routes.engine("/socket.io/", SocketEcho(connectTimeout: .milliseconds(Int64(connectTimeout))))
    routes.webSocket(
      "/echo", limits: WebSocketLimits(maxMessageBytes: 16 << 20, maxFragments: .max, maxFragmentTime: .hours(1)),
      opened: WebSocketEcho.init)
    let server = try await TransportServer.start(
      transport, routes: routes, group: MultiThreadedEventLoopGroup.singleton,
      logger: Logger(label: "conformance-server"))
    print("listening on 127.0.0.1:\(server.port)")
    flushOutput()
    while !Task.isCancelled { try await Task.sleep(for: .seconds(3600)) }
  }

  /// No limits on fragments, time, sends and addresses; the rhythm is by default the one that conformance suites expect.
  private var transport: TransportConfiguration {
    var configuration = TransportConfiguration()
    configuration.port = port
    configuration.pingInterval = .milliseconds(Int64(pingInterval))
    configuration.pingTimeout = .milliseconds(Int64(pingTimeout))
    configuration.maxPayload = 1_000_000
    configuration.maxFragments = .max
    configuration.maxFragmentTime = .hours(1)
    configuration.sessions = .unlimited
    configuration.origins = OriginPolicy(allowsAny: true)
    return configuration
  }
}
