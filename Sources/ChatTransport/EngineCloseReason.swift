/// Why a session ended, or why it is to be closed.
///
/// On WebSocket each has its close code. On polling the session is dropped and an open poll answered with 400
/// `{"code":1,"message":"Session ID unknown"}`, never with an Engine.IO close packet, because some clients take that
/// packet as final and would not come back.
public enum EngineCloseReason: String, Sendable, Hashable, CaseIterable {
  /// The client closed the session: packet `1` or a WebSocket Close frame.
  case clientClosed
  /// The connection broke off, or the client cancelled its poll.
  case transportLost
  /// No pong within interval + timeout.
  case pingTimeout
  /// The client broke a protocol: bad frame, bad packet, two polls at once. 1002.
  case protocolError
  /// Text that is not UTF-8. 1007.
  case invalidText
  /// A message or payload above the limit. 1009.
  case tooLarge
  /// The client does not read what it is sent: over the outbox limit, or stalled. 1008.
  case slowConsumer
  /// A rule of the server: too many, too slow to log in, not allowed. 1008.
  case policy
  /// The server stops; the client should come back later. 1012.
  case serverStopping
  /// Closed on purpose and for good, after the application said so in its own protocol. 1000.
  case normal
  /// Something of ours failed. 1011.
  case internalError

  /// The close code of RFC 6455, section 7.4.1, that is sent to the client.
  public var webSocketCode: UInt16 {
    switch self {
    case .clientClosed, .transportLost, .normal: 1000
    case .pingTimeout, .slowConsumer, .policy: 1008
    case .protocolError: 1002
    case .invalidText: 1007
    case .tooLarge: 1009
    case .serverStopping: 1012
    case .internalError: 1011
    }
  }

  /// Whether what is still queued should reach the client before the session ends.
  var deliversQueued: Bool {
    switch self {
    case .normal, .serverStopping, .policy: true
    default: false
    }
  }
}
