extension AdminSession {
  /// Runs the words of one command, and says what is wrong with it.
  func run(_ words: [String], before: String = "") async -> ExitStatus {
    do throws(AdminError) {
      switch try ConsoleGrammar.read(words) {
      case .help(let text): try output.result(line: text)
      case .command(let command): try await command.run(AdminContext(self, options: command.common))
      }
      return .ok
    } catch {
      return error.tell(output, before: before)
    }
  }
}
