/// Why a configuration cannot be used: one line that says where and what to do.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, and where.
  public let message: String
  /// What to do.
  public let hint: String

  /// An error of this wording.
  public init(_ message: String, hint: String) {
    self.message = message
    self.hint = hint
  }

  /// Both, in one line.
  public var description: String { "\(message) \(hint)" }
}
