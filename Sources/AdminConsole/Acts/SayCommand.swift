public import ArgumentParser
import ChatModel
public import ChatStore
import Rendering

extension MessageDraft.Severity: ExpressibleByArgument {}

/// `say TEXT`
struct SayCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "say", abstract: "Say something in a room as the system; it stays in the room's history.")

  @Argument(help: "The text; several words need no quotes.")
  var words: [String]
  @Option(help: "info, warning or critical.")
  var severity = MessageDraft.Severity.info
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = try context.chosenRoom()
    let text = words.joined(separator: " ")
    if options.isDry {
      try await context.mustExist(room)
      return try context.output.result(line: "say in \(room): \(TerminalText.escaped(text))")
    }
    let act = context.act(options.reason)
    let said = try await context.carryOut { () throws(StoreError) in
      try await context.writer.say(text, severity: severity, in: room, act)
    }
    try context.show(
      Record([
        "room": .word(room.rawValue), "seq": .number(said.seq), "id": .number(said.id.microseconds),
        "date": .date(said.id.date), "epoch": .word(said.epoch.rawValue), "act": .word(act.id.rawValue),
      ]))
  }
}
