/// The error answers to Engine.IO requests: status and JSON body as clients of version 4 know them.
public enum EngineRequestError: Sendable, Hashable, CaseIterable {
  /// Parameter `transport` is missing or neither `polling` nor `websocket`.
  case unknownTransport
  /// The sid is of no open session, or of one that has moved to a WebSocket.
  case unknownSession
  /// A session can only be opened with GET.
  case badHandshakeMethod
  /// The request makes no sense for its session.
  case badRequest
  /// The origin or a limit forbids it.
  case forbidden
  /// Parameter `EIO` is missing or of no version that is spoken.
  case unsupportedVersion

  /// The number in field `code`.
  public var code: Int {
    switch self {
    case .unknownTransport: 0
    case .unknownSession: 1
    case .badHandshakeMethod: 2
    case .badRequest: 3
    case .forbidden: 4
    case .unsupportedVersion: 5
    }
  }

  /// The text in field `message`.
  public var message: String {
    switch self {
    case .unknownTransport: "Transport unknown"
    case .unknownSession: "Session ID unknown"
    case .badHandshakeMethod: "Bad handshake method"
    case .badRequest: "Bad request"
    case .forbidden: "Forbidden"
    case .unsupportedVersion: "Unsupported protocol version"
    }
  }

  /// The HTTP status.
  public var status: Int { self == .forbidden ? 403 : 400 }

  /// The body, such as `{"code":1,"message":"Session ID unknown"}`.
  public var json: String { #"{"code":\#(code),"message":"\#(message)"}"# }
}
