/// Why TLS cannot be spoken. Safe to show: nothing of a key or certificate is in it, only the file's name.
public struct SecurityError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, in a sentence.
  public let message: String
  /// What to do about it.
  public let hint: String

  init(_ message: String, hint: String) {
    self.message = message
    self.hint = hint
  }

  /// Message and hint in one line.
  public var description: String { "\(message) \(hint)" }
}
