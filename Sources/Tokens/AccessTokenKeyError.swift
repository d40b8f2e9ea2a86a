/// Why a key cannot verify access tokens. It repeats nothing of the key.
public struct AccessTokenKeyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, in a sentence without a subject: the caller knows the key's name.
  public let message: String
  /// What to do about it.
  public let hint: String

  init(_ message: String, hint: String) {
    self.message = message
    self.hint = hint
  }

  /// Both, in one line.
  public var description: String { "\(message) \(hint)" }
}
