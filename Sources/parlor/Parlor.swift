import ArgumentParser

/// The command: one verb for each thing people do with a chat of their own.
@main
struct Parlor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parlor",
    abstract: "A chat of your own: rooms, people and history behind one command.",
    discussion: "Start with `parlor serve`, then open http://127.0.0.1:3000/ in two browsers.",
    version: "0.1.0",
    subcommands: [Serve.self, Admin.self, Chat.self, BotCommand.self, BenchCommand.self, Doctor.self])

  /// As the parser would, but what is wrong with the words is said in one line, like everything else.
  static func main() async {
    do {
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      // An exit code has been explained already.
      if error is ExitCode || exitCode(for: error) != .validationFailure { exit(withError: error) }
      let message = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
      let end = message.hasSuffix("?") || message.hasSuffix(".") ? "" : "."
      exit(withError: fail("\(message)\(end) See '\(help(for: error))'.", code: .validationFailure))
    }
  }

  /// The command whose help explains what was wrong: the parser names it at the end of its own, longer text.
  private static func help(for error: any Error) -> Substring {
    let quoted = fullMessage(for: error).split(separator: "'")
    return quoted.last { $0.hasPrefix("parlor ") && $0.hasSuffix(" --help") } ?? "parlor --help"
  }
}
