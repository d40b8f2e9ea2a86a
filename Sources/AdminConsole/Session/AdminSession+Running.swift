extension AdminSession {
  /// Runs the words of one command.
  func run(_ words: [String]) async throws(AdminError) -> ExitStatus {
    switch try ConsoleGrammar.read(words) {
    case .help(let text): try output.result(line: text)
    case .command(let command): try await command.run(AdminContext(self, options: command.common))
    }
    return .ok
  }
}
