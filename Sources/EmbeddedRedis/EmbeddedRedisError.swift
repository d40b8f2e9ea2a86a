/// Why the private redis-server of a data directory cannot be used. One line, and what to do.
public struct EmbeddedRedisError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public enum Code: Sendable, Hashable {
    /// There is no `redis-server` program.
    case notInstalled
    /// The program is older than 7.0.
    case tooOld
    /// The socket's path would be longer than the system takes.
    case pathTooLong
    /// The directory cannot be made or written.
    case unwritable
    /// The program was started and did not come up.
    case notStarted
    /// The redis-server of this directory runs, and does not answer.
    case notAnswering
    /// Another user of the directory has been starting or stopping its redis-server for too long.
    case locked
  }

  /// What is wrong.
  public let code: Code
  /// What is wrong, in a sentence.
  public let message: String
  /// What to do.
  public let hint: String

  init(_ code: Code, _ message: String, hint: String) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// Message and hint.
  public var description: String { "\(message) (\(hint))" }
}
