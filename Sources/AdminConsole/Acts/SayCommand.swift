public import ArgumentParser
import ChatModel
public import ChatStore

extension MessageDraft.Severity: ExpressibleByArgument {}

/// `say TEXT`
struct SayCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "say", abstract: "Say something in a room as the system; it stays in the room's history.")

  @Argument(help: "The text; several words need no quotes.")
  var words: [String]
  @Option(help: "info, warning or critical.")
  var severity = MessageDraft.Severity.info
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    try context.mayChange()
    let room = try context.chosenRoom()
    let text = words.joined(separator: " ")
    let limit = context.session.configuration.limits.textBytes
    guard !text.isEmpty, text.utf8.count <= limit else {
      throw AdminError(.usage, "A text has 1 to \(limit) bytes.")
    }
    let exists = try await context.ask { () throws(StoreError) in try await context.store.listing(of: room) != nil }
    guard exists else { throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.") }
    let (draft, severity) = (text, severity)
    let outcome = try await context.ask { () throws(StoreError) in
      try await context.session.steps.take { store, then in
        store.append(
          MessageDraft(system: draft, severity: severity, in: room), view: RoomView(room: room), connection: nil,
          member: nil, then: then)
      }
    }
    switch outcome {
    case .accepted(let id, let seq, let epoch), .duplicate(let id, let seq, let epoch):
      try context.show(
        Record([
          "room": .word(room.rawValue), "seq": .number(seq), "id": .number(id.microseconds), "date": .date(id.date),
          "epoch": .word(epoch.rawValue),
        ]))
    case .refused(let error): throw AdminError(.refused, error.message, hint: error.hint ?? "")
    case .notInRoom: throw AdminError(.failed, "The room took no message.", hint: "Try again.")
    }
  }
}
