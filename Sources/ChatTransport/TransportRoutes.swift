/// What a server serves, by path.
public struct TransportRoutes: Sendable {
  /// Answers what no other route takes.
  var http: HTTPResponder

  /// Routes with a responder for plain HTTP.
  public init(http: @escaping HTTPResponder) {
    self.http = http
  }

  /// Serves Engine.IO at a path, which ends with `/`; the same path without the slash is served too.
  public mutating func engine<Application: EngineApplication>(_ path: String, _ application: Application) {}

  /// Serves plain WebSocket at a path.
  ///
  /// - Parameters:
  ///   - path: The path, exactly.
  ///   - limits: Message size and fragments.
  ///   - opened: Called on the connection's loop; returns what receives its messages.
  public mutating func webSocket(
    _ path: String, limits: WebSocketLimits,
    opened: @escaping @Sendable (PlainWebSocket) -> any PlainWebSocketReceiver
  ) {}
}
