/// What a server serves, by path.
public struct TransportRoutes: Sendable {
  /// What a path leads to, besides plain HTTP.
  enum Route: Sendable {
    case engine(EngineEndpoint)
    case webSocket(WebSocketLimits, @Sendable (PlainWebSocket) -> any PlainWebSocketReceiver)
  }

  /// Answers what no other route takes.
  let http: HTTPResponder
  private(set) var byPath: [String: Route] = [:]

  /// Routes with a responder for plain HTTP.
  public init(http: @escaping HTTPResponder) {
    self.http = http
  }

  /// Serves Engine.IO at a path, which ends with `/`; the same path without the slash is served too.
  public mutating func engine<Application: EngineApplication>(_ path: String, _ application: Application) {
    let route = Route.engine(EngineEndpoint(application))
    byPath[path] = route
    if path.hasSuffix("/"), path.utf8.count > 1 { byPath[String(path.dropLast())] = route }
  }

  /// Serves plain WebSocket at a path.
  ///
  /// - Parameters:
  ///   - path: The path, exactly.
  ///   - limits: Message size and fragments.
  ///   - opened: Called on the connection's loop; returns what receives its messages.
  public mutating func webSocket(
    _ path: String, limits: WebSocketLimits,
    opened: @escaping @Sendable (PlainWebSocket) -> any PlainWebSocketReceiver
  ) {
    byPath[path] = .webSocket(limits, opened)
  }
}
