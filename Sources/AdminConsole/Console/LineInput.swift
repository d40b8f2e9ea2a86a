/// Where a prompt's lines come from.
protocol LineInput: Sendable {
  /// The next line; nil at the end of input. A line given up with Ctrl-C is an empty one.
  func line(_ prompt: String) async -> String?
  /// Shows a line while one may be typing.
  func show(_ line: String)
}
