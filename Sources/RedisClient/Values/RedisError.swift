/// Why a command, a connection or an address failed. All texts are safe to show: no password, no argument.
public struct RedisError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What happened.
  public enum Code: Sendable, Hashable {
    /// There is no connection now; the command was not sent.
    case notConnected
    /// Redis could not be reached (refused, no such socket, unknown host, …).
    case connectFailed
    /// Redis did not answer in time; the connection was closed.
    case timedOut
    /// The connection was lost before the answer came.
    case connectionLost
    /// Redis answered with an error; the prefix says which.
    case reply(RedisReplyError)
    /// What Redis sent is not what it should send; the connection was closed.
    case protocolViolation
    /// Too many commands wait for answers (`maxPendingCommands`); the command was not sent.
    case tooManyPending
    /// The client was stopped; the command was not sent.
    case stopped
    /// The address cannot be read.
    case invalidEndpoint
    /// This Redis is older than 7.0.
    case tooOld
    /// This Redis is a replica that refuses writes.
    case readOnlyReplica
  }

  /// What happened.
  public let code: Code
  /// What happened, in a sentence.
  public let message: String
  /// What can be done about it; empty when there is nothing to say.
  public let hint: String
  /// Whether the command may have been executed: true once it was handed to the connection and the answer is unknown.
  public let wasSent: Bool

  /// An error with these parts.
  public init(_ code: Code, _ message: String, hint: String = "", wasSent: Bool = false) {
    self.code = code
    self.message = message
    self.hint = hint
    self.wasSent = wasSent
  }

  /// The prefix of Redis' own error, such as `OOM`; `nil` when the error is not one of Redis'.
  public var replyPrefix: String? {
    if case .reply(let error) = code { return error.prefix }
    return nil
  }

  /// Message and hint.
  public var description: String { hint.isEmpty ? message : "\(message) (\(hint))" }

  /// The same error for a command that may have been executed.
  func sent(_ wasSent: Bool) -> RedisError {
    RedisError(code, message, hint: hint, wasSent: wasSent)
  }
}
