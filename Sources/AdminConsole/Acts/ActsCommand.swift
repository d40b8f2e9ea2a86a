import ArgumentParser
import ChatModel
import ChatStore

/// `acts`
struct ActsCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "acts", abstract: "List the removals in a room that can still be undone.")

  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let room = try context.chosenRoom()
    let acts = try await context.ask { () throws(StoreError) in try await context.store.acts(in: room) }
    let listing = context.listing("act", "kind", "messages", "date", "undo_until", "by", "reason")
    for act in acts where act.until > context.now {
      try listing.add([
        .word(act.id.rawValue), .word(act.kind.rawValue), .number(act.count), .date(act.date), .date(act.until),
        .text(act.by), .text(act.reason),
      ])
    }
    try listing.finish()
  }
}
