import ArgumentParser
import ChatModel
import ChatStore

/// `undo [ACT]`
struct UndoCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Bring back what an act took away, while it is kept.",
    discussion: """
      Without an act it is the newest one of the room. What was trimmed comes back only where nothing else was cut off \
      since: undo trims newest first.
      """)

  @Argument(help: "The act, as 'acts' lists it.")
  var undone: ActID?
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let (room, kept) = try await find(context)
    if options.isDry {
      return try context.output.result(
        line: "undo \(kept.kind.rawValue) \(kept.id) of \(MessagePlan.count(Int(kept.count))) in \(room)")
    }
    let act = context.act(options.reason)
    let outcome = try await context.ask { () throws(StoreError) in
      try await context.writer.undo(kept.id, in: room, act) {
        context.session.progress($0, of: kept.count, "messages are back")
      }
    }
    context.warn(unaudited: outcome.auditFailure, outcome.act)
    let front = "\(outcome.count) of \(MessagePlan.count(Int(kept.count))) are back."
    if let stop = outcome.stop { throw AdminError(stop, after: outcome.count, front) }
    try context.show(
      Record([
        "room": .word(room.rawValue), "undone": .word(kept.id.rawValue), "restored": .number(outcome.count),
        "gone_meanwhile": .number(outcome.gone), "act": .word(outcome.act.rawValue),
      ]))
  }

  /// The act and its room: the room in use, or, for an act that is named, any room.
  private func find(_ context: AdminContext) async throws(AdminError) -> (RoomID, KeptAct) {
    let chosen = try? context.chosenRoom()
    guard undone != nil || chosen != nil else {
      throw AdminError(.usage, "Which act, or which room?", hint: "Name the act, or the room with --room ROOM.")
    }
    var rooms = chosen.map { [$0] } ?? []
    if chosen == nil { rooms = try await context.allListedRooms() }
    for room in rooms {
      let acts = try await context.ask { () throws(StoreError) in try await context.store.acts(in: room) }
      let alive = acts.filter { $0.until > context.now }
      if let act = undone.map({ id in alive.first { $0.id == id } }) ?? alive.first { return (room, act) }
    }
    let place = chosen.map { "in \($0)" } ?? "in any room"
    throw AdminError(
      .notFound,
      undone.map { "There is nothing of \($0) to bring back \(place)." } ?? "Nothing \(place) can be undone.",
      hint: "'acts' lists what can be undone.")
  }
}
