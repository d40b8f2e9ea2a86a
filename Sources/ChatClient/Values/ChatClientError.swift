public import ChatModel
import JSONText
import TransportSecurity

/// Why something a client was asked to do did not happen: the server's refusal, or the client's own reason.
public struct ChatClientError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of reason. The server's codes are those of `ErrorCode`; a later server may have more.
  public struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The code as it is written.
    public let rawValue: String
    /// A code of this writing.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A code of the server.
    public init(_ code: ErrorCode) { rawValue = code.rawValue }
    /// The code as it is written.
    public var description: String { rawValue }
    /// The server's code, if it is one of those known here.
    public var ofServer: ErrorCode? { ErrorCode(rawValue: rawValue) }

    /// The connection was lost before the answer came.
    public static let connectionLost = Code(rawValue: "connection_lost")
    /// No connection came about.
    public static let unreachable = Code(rawValue: "unreachable")
    /// No answer in time.
    public static let timedOut = Code(rawValue: "timed_out")
    /// The client was closed.
    public static let closed = Code(rawValue: "closed")
    /// The caller did not want it any more.
    public static let cancelled = Code(rawValue: "cancelled")
    /// More requests wait than allowed.
    public static let tooManyRequests = Code(rawValue: "too_many_requests")
    /// Events are not taken as fast as they come.
    public static let overloaded = Code(rawValue: "overloaded")
    /// The server said what it must not say.
    public static let protocolViolation = Code(rawValue: "protocol_violation")
    /// The server took the client out of its last room and closed the connection.
    public static let expelled = Code(rawValue: "expelled")
    /// An address that is none.
    public static let invalidURL = Code(rawValue: "invalid_url")
    /// The server does not prove who it is, or does not speak TLS.
    public static let untrusted = Code(rawValue: "untrusted")
    /// A token that is none.
    public static let invalidToken = Code(rawValue: "invalid_token")
  }

  /// What kind of reason.
  public let code: Code
  /// What is wrong, in a sentence; the server's words are hostile to terminals until a sink's encoder has escaped them.
  public let message: String
  /// What to do about it.
  public let hint: String?
  /// Milliseconds after which trying again makes sense.
  public let retryAfter: Int64?
  /// When the reason ends, in Unix milliseconds; 0 for never, nil where that says nothing.
  public let until: Int64?
  /// Whether what was asked for may have happened although nobody said so.
  public let mayHaveHappened: Bool

  /// A reason.
  public init(
    _ code: Code, _ message: String, hint: String? = nil, retryAfter: Int64? = nil, until: Int64? = nil,
    mayHaveHappened: Bool = false
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.retryAfter = retryAfter
    self.until = until
    self.mayHaveHappened = mayHaveHappened
  }

  /// Message and hint in one line.
  public var description: String { hint.map { "\(message) \($0)" } ?? message }
}

extension ChatClientError {
  /// The refusal in an acknowledgement's `error`.
  init(envelope: JSONValue?) {
    self.init(
      Code(rawValue: envelope?["code"]?.stringValue ?? ErrorCode.internal.rawValue),
      envelope?["message"]?.stringValue ?? "The server refused without a reason.",
      hint: envelope?["hint"]?.stringValue, retryAfter: envelope?["retry_after"]?.int64Value,
      until: envelope?["until"]?.int64Value)
  }

  /// The refusal of a CONNECT: `{message, data: {code, hint, until}}`.
  init(connectError: JSONValue?) {
    let data = connectError?["data"]
    self.init(
      Code(rawValue: data?["code"]?.stringValue ?? Code.protocolViolation.rawValue),
      connectError?["message"]?.stringValue ?? "The server does not let this client in.",
      hint: data?["hint"]?.stringValue, until: data?["until"]?.int64Value)
  }

  init(_ error: SecurityError) { self.init(.untrusted, error.message, hint: error.hint) }

  static let closed = ChatClientError(.closed, "The client is closed.")
  static let expelled = ChatClientError(
    .expelled, "The server closed the connection: the client is in no room any more.", hint: "Join a room again.")

  static func violation(_ message: String) -> ChatClientError {
    ChatClientError(.protocolViolation, message, hint: "Is that a Parlor server?")
  }
}
