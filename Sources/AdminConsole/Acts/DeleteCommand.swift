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
      else; a message that changed meanwhile stops it. More than 1000 messages need the room's name instead of 'y'.
      """)

  /// More messages than these are worth a second thought.
  private static let many = 1000
  private static let batch = 100

  @Argument(help: "Numbers of messages, or ranges like 10-20.")
  var seqs: [SeqRange] = []
  @Flag(help: "All messages of the room.")
  var all = false
  @OptionGroup var selection: MessageSelectionOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    let isSelected = selection.from != nil || selection.grep != nil || selection.before != nil || selection.after != nil
    if [!seqs.isEmpty, isSelected, all].count(where: { $0 }) != 1 {
      throw ValidationError("Say which: numbers, a selection like --from or --grep, or --all.")
    }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try context.mayChange() }
    let room = try context.chosenRoom()
    let plan = try await plan(for: room, context)
    guard !plan.items.isEmpty else { throw AdminError(.notFound, "No message in \(room) is meant.") }
    let word = plan.items.count > Self.many || all ? room.rawValue : nil
    guard try await context.consent(to: plan.lines("delete"), options, word: word) else { return }
    try await apply(plan, context)
  }

  private func plan(for room: RoomID, _ context: AdminContext) async throws(AdminError) -> MessagePlan {
    let epoch = try await context.ask { () throws(StoreError) in try await context.store.epoch(of: room) }
    guard let epoch else { throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.") }
    var plan = MessagePlan(room: room, epoch: epoch)
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
      context.session.progress("\(plan.items.count) messages planned")
    }
    return plan
  }

  private func apply(_ plan: MessagePlan, _ context: AdminContext) async throws(AdminError) {
    let act = ActID.random()
    let step = ModerationStep(
      actor: AdminContext.actor, target: nil, targetRole: .member, reason: options.reason ?? "", until: nil, act: act)
    let (room, now) = (plan.room, context.now)
    var done: Int64 = 0
    var gone: Int64 = 0
    do throws(AdminError) {
      for start in stride(from: 0, to: plan.items.count, by: Self.batch) {
        let items = plan.items[start..<min(start + Self.batch, plan.items.count)]
        let ids = try await unchanged(items, of: plan, context)
        gone += Int64(items.count - ids.count)
        if ids.isEmpty { continue }
        let refusal = try await context.ask { () throws(StoreError) in
          try await context.session.steps.take { store, then in
            store.delete(ids, by: step, now: now, view: RoomView(room: room), then: then)
          }
        }
        if let refusal { throw AdminError(.refused, refusal.message, hint: refusal.hint ?? "") }
        done += Int64(ids.count)
        context.session.progress("\(done) messages deleted")
      }
    } catch {
      guard done > 0 else { throw error }
      throw AdminError(
        .partial, "\(done) of \(plan.items.count) messages were deleted. \(error.message)", hint: error.hint)
    }
    try context.show(
      Record([
        "room": .word(room.rawValue), "deleted": .number(done), "gone_meanwhile": .number(gone),
        "plan": .word(plan.digest), "act": .word(act),
      ]))
  }

  /// The ids of those that are still there; refuses when one is another than it was when it was planned.
  private func unchanged(
    _ items: ArraySlice<MessagePlan.Item>, of plan: MessagePlan, _ context: AdminContext
  ) async throws(AdminError) -> [Int64] {
    let room = plan.room
    let (epoch, entries) = try await context.ask { () throws(StoreError) in
      (
        try await context.store.epoch(of: room),
        try await context.store.entries(of: room, ids: items.map(\.id.microseconds))
      )
    }
    guard epoch == plan.epoch else {
      throw AdminError(.refused, "The log of \(room) has begun anew.", hint: "Look again, and plan anew.")
    }
    var ids: [Int64] = []
    for (item, entry) in zip(items, entries) {
      guard let entry else { continue }
      guard MessagePlan.content(of: entry) == item.content else {
        throw AdminError(
          .refused, "Message #\(item.seq) is not what it was when this was planned.", hint: "Look again, and plan anew."
        )
      }
      ids.append(item.id.microseconds)
    }
    return ids
  }
}
