import AdminConsole
import ArgumentParser
import ChatModel
import Configuration

/// `parlor admin`: options only; `AdminRun` does the work.
struct Admin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Moderate, trim, dump and announce, straight in Redis.",
    usage: "parlor admin [options] [command …]",
    discussion: """
      With a command it does that and ends. Without one it opens a console, or runs the lines of standard input when \
      that is not a terminal. It needs no server: what it changes, running servers follow.

      'parlor admin help' lists the commands, 'parlor admin help COMMAND' explains one.

      It ends with 0 when all is well, 1 failed, 3 not found, 4 refused, 5 done in part, 6 Redis unreachable, \
      64 not understood, 130 interrupted.
      """)

  @OptionGroup var store: StoreOptions
  @Option(help: "Room that commands are about which name none.")
  var room: String?
  @Flag(help: "Refuse everything that changes the store.")
  var readOnly = false
  @Option(help: "Form of results: table, jsonl, csv or json. (default: table)")
  var format: OutputFormat?
  @Flag(help: "End a batch at the first command that fails.")
  var stopOnError = false
  @Flag(help: "Repeat each command of a batch before its result, on standard error.")
  var echo = false
  @Argument(
    parsing: .captureForPassthrough, help: "The command with its words.",
    completion: .custom(AdminCompletion.candidates))
  var command: [String] = []

  func validate() throws {
    if let room, RoomID(room) == nil { throw ValidationError("A room id is [a-z0-9][a-z0-9._-]{0,63}.") }
    if let word = command.first, word.hasPrefix("-"), word != "--help", word != "-h", word != "--" {
      throw ValidationError("Unknown option '\(word.prefix { $0 != "=" })'; options come before the command")
    }
  }

  func run() async throws {
    let words = command.first == "--" ? Array(command.dropFirst()) : command
    if words == ["--help"] || words == ["-h"] { throw CleanExit.helpRequest(self) }
    let settings = try store.settings()
    try await AdminRun(settings).run(words) { endpoint in
      AdminConfiguration(
        endpoint: endpoint, keyPrefix: settings.keyPrefix, limits: settings.limits, defaultRoom: settings.defaultRoom,
        room: room.flatMap { RoomID($0) }, isReadOnly: readOnly, format: format, stopsOnError: stopOnError,
        echoes: echo)
    }
  }
}
