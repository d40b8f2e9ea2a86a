/// Why the protocol ends a session.
public enum EngineSessionEnd: Sendable, Hashable {
  /// The client sent packet `1`.
  case clientClosed
  /// The client cancelled its poll, or its connection broke off.
  case transportLost
  /// No pong in time.
  case pingTimeout
  /// The client sent what a client must not send.
  case protocolError
}
