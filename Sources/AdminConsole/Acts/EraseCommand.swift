import ArgumentParser
import ChatModel
import ChatStore

/// `erase WHO`
struct EraseCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Remove all that is kept of one person, in all rooms and in what acts keep.",
    discussion: """
      Messages leave a note without author and text. It cannot be undone; 'export' writes all of it out before. Where \
      it broke off it can be repeated. The audit keeps ids only and stays as it is. Dumps are files of your own: look \
      for the id in them.
      """)

  @Argument(help: "An id, its first six characters, or an exact name.")
  var who: String
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let person = try await context.person(who, in: .everywhere)
    let report = try await context.ask { () throws(StoreError) in
      try await context.store.report(on: person.id, now: context.now)
    }
    let rooms = report.rooms.map(\.room.rawValue).joined(separator: ", ")
    let plan = [
      PlanLine.text("erase", person, "in all rooms:"),
      "  record, roles, bans, mutes, every message, and what acts keep for their undo",
      rooms.isEmpty ? "  known in no room at present" : "  known in \(rooms)", "  it cannot be undone",
    ]
    guard try await context.consent(to: plan, options, word: person.id.rawValue) else { return }
    let act = context.act(options.reason)
    let erasure = try await context.ask { () throws(StoreError) in
      try await context.writer.erase(person.id, act) { context.session.progress("\($0) messages erased") }
    }
    if Task.isCancelled {
      throw AdminError(
        .interrupted, "\(erasure.messages) messages were erased so far.", hint: "Repeat it to go on.", isExplained: true
      )
    }
    context.warn(unaudited: erasure.auditFailure, erasure.act)
    try context.show(
      Record([
        "id": .word(person.id.rawValue), "messages": .number(erasure.messages),
        "in_trash": .number(erasure.trashed), "left_rooms": .words(erasure.rooms.map(\.rawValue)),
        "act": .word(erasure.act.rawValue),
      ]))
  }
}
