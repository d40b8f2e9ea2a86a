/// Why a measurement could not be made.
public struct BenchError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// What to do about it.
  public let hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  /// Both in one line.
  public var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
