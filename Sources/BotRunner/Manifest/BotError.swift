/// Why a plugin or the runner's configuration cannot be used: what is wrong, where, and what to do.
public struct BotError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, in a sentence that names file and line where there is one.
  public let message: String
  /// What to do; empty when there is nothing to say.
  public let hint: String

  /// An error of this wording.
  public init(_ message: String, hint: String = "") {
    self.message = message
    self.hint = hint
  }

  /// Both, in one line.
  public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }
}
