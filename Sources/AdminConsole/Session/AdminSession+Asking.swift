#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension AdminSession {
  /// Whether there is somebody to ask.
  var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Asks which of several is meant; nil when nobody can be asked, or no number of the list was answered.
  func choose(_ question: String, among options: [String]) async throws(AdminError) -> Int? {
    guard canAsk else { return nil }
    for (index, option) in options.enumerated() { output.note("  \(index + 1)  \(option)") }
    let answer = try await answer("\(question) [1-\(options.count)] ")
    guard let number = Int(answer), (1...options.count).contains(number) else { return nil }
    return number - 1
  }

  /// Asks a question and waits for a line.
  func answer(_ question: String) async throws(AdminError) -> String {
    output.prompt(question)
    let line = await input.line()
    if Task.isCancelled { throw .interrupted }
    guard let line else { throw AdminError(.refused, "There was no answer.") }
    return line.split(separator: " ").joined(separator: " ")
  }
}
