import ArgumentParser
import ChatModel

/// Options of every command.
struct CommonOptions: ParsableArguments, Sendable {
  @Option(help: "Room the command is about.")
  var room: RoomID?
  @Option(help: "Form of the result: table, jsonl, csv or json.")
  var format: OutputFormat?

  init() {}

  /// Options of a command that has a meaning of its own for some of their names.
  init(room: RoomID?, format: OutputFormat?) {
    self.room = room
    self.format = format
  }
}
