import ArgumentParser
import ChatModel
import ChatStore
import NIOCore

/// `delete SEQ… | --from WHO | --grep TEXT`
struct DeleteCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete messages; each stays in its place as a note that something was deleted.",
    discussion: """
      It first shows a plan: how many messages, the first and the last, by whom. Done is what was planned and nothing \
      else; a message that changed meanwhile stops it. More than 1000 messages need the room's name instead of 'y'. \
      'undo' brings them back for 7 days, unless --purge was given.
      """)

  @Argument(help: "Numbers of messages, or ranges like 10-20.")
  var seqs: [SeqRange] = []
  @Flag(help: "All messages of the room.")
  var all = false
  @OptionGroup var selection: MessageSelectionOptions
  @OptionGroup var removal: RemovalOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let isSelected = selection.from != nil || selection.grep != nil || selection.before != nil || selection.after != nil
    if [!seqs.isEmpty, isSelected, all].count(where: { $0 }) != 1 {
      throw ValidationError("Say which: numbers, a selection like --from or --grep, or --all.")
    }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = try context.chosenRoom()
    try await context.remove(try await plan(for: room, context), removal, options, isWhole: all)
  }

  private func plan(for room: RoomID, _ context: AdminContext) async throws(AdminError) -> MessagePlan {
    let epoch = try await context.ask { () throws(StoreError) in try await context.store.epoch(of: room) }
    guard let epoch else { throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.") }
    var plan = MessagePlan(.delete, room: room, epoch: epoch)
    let chosen = try await MessageSelection(selection, room: room, context: context)
    var span = chosen.span
    while span.from <= span.through {
      let wanted = span
      let page = try await context.ask { () throws(StoreError) in
        try await context.store.nextEntries(of: room, in: wanted, limit: 1000)
      }
      guard let page else { break }
      for entry in page.entries {
        guard let message = StoredMessage(entry), message.kind != "deleted", chosen.filter.includes(message),
          seqs.isEmpty || seqs.contains(where: { $0.range.contains(message.seq) })
        else { continue }
        plan.add(message, stored: entry)
      }
      span.from = page.lastID + 1
      context.session.progress("\(plan.removal.items.count) messages planned")
    }
    return plan
  }
}
