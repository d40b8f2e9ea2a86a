import ArgumentParser
import Rendering

/// All commands under one root.
struct ConsoleGrammar: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parlor admin",
    abstract: "Moderate, trim, dump and announce, straight in Redis.",
    subcommands: [CompleteCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Rooms and people:",
        subcommands: [
          RoomsCommand.self, UseCommand.self, RoomCommand.self, MembersCommand.self, WhoisCommand.self,
          RolesCommand.self, BansCommand.self, MutesCommand.self,
        ]),
      CommandGroup(
        name: "Moderation:",
        subcommands: [
          KickCommand.self, BanCommand.self, UnbanCommand.self, MuteCommand.self, UnmuteCommand.self,
          RoleCommand.self, TokenCommand.self,
        ]),
      CommandGroup(
        name: "Settings of a room:",
        subcommands: [
          LockCommand.self, UnlockCommand.self, SlowModeCommand.self, TopicCommand.self, HideCommand.self,
          UnhideCommand.self, RetainCommand.self,
        ]),
      CommandGroup(
        name: "Messages:",
        subcommands: [
          HistoryCommand.self, TailCommand.self, SayCommand.self, AnnounceCommand.self, AnnouncementsCommand.self,
          DeleteCommand.self, TrimCommand.self, UndoCommand.self, ActsCommand.self, DumpCommand.self,
          LoadCommand.self,
        ]),
      CommandGroup(
        name: "The chat as a whole:",
        subcommands: [
          ServersCommand.self, StatsCommand.self, TopCommand.self, DoctorCommand.self, AuditCommand.self,
          ExportCommand.self, EraseCommand.self, ACLCommand.self,
        ]),
    ])

  /// Options of `parlor admin` itself, which people also write behind the command.
  private static let ofConnection = ["--redis", "--data-dir", "--key-prefix", "--config", "--read-only"]

  /// What a line asks for.
  enum Request {
    /// A command.
    case command(any AdminCommand)
    /// A text for standard output: help.
    case help(String)
  }

  /// Reads the words of a command.
  static func read(_ words: [String]) throws(AdminError) -> Request {
    let words = words.first == "help" ? Array(words.dropFirst()) + ["--help"] : words
    if let name = words.first, !name.hasPrefix("-"), !names.contains(name) {
      throw AdminError(.usage, "There is no command \(TerminalText.escaped(name)).", hint: suggestion(for: name))
    }
    do {
      var command = try parseAsRoot(words)
      if let command = command as? any AdminCommand { return .command(command) }
      // What is left is the parser's own command that asks for help, by an error.
      try command.run()
      return .help(helpMessage())
    } catch {
      let text = message(for: error)
      if exitCode(for: error).isSuccess { return .help(fullMessage(for: error)) }
      // The parser repeats what was written.
      let line = TerminalText.escaped(text.split(whereSeparator: \.isNewline).joined(separator: " "))
      let end = line.hasSuffix("?") || line.hasSuffix(".") ? "" : "."
      if let option = Self.ofConnection.first(where: { words.contains($0) && line.contains($0) }) {
        throw AdminError(.usage, "\(option) stands before the command: parlor admin \(option) … \(words[0]) ….")
      }
      throw AdminError(.usage, line + end, hint: "See 'help\(words.first.map { " " + $0 } ?? "")'.")
    }
  }

  /// The names of all commands.
  static let names = configuration.subcommands.map { $0._commandName }

  private static func suggestion(for name: String) -> String {
    let near = names.filter { $0.hasPrefix(name.prefix(3)) }
    return near.isEmpty ? "'help' lists the commands." : "Did you mean '\(near.joined(separator: "' or '"))'?"
  }
}
