/// A refusal as clients get it: never a path, key, address or stack in it.
public struct ChatError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of refusal.
  public let code: ErrorCode
  /// What is wrong, in a sentence.
  public let message: String
  /// What to do about it.
  public let hint: String?
  /// Milliseconds after which trying again makes sense.
  public let retryAfter: Int64?
  /// When the refusal's cause ends, in Unix milliseconds; 0 for never, nil where that says nothing.
  public let until: Int64?

  /// A refusal.
  public init(_ code: ErrorCode, _ message: String, hint: String? = nil, retryAfter: Int64? = nil, until: Int64? = nil)
  {
    self.code = code
    self.message = message
    self.hint = hint
    self.retryAfter = retryAfter
    self.until = until
  }

  /// Code, message and hint in one line.
  public var description: String {
    hint.map { "\(code.rawValue): \(message) \($0)" } ?? "\(code.rawValue): \(message)"
  }
}
