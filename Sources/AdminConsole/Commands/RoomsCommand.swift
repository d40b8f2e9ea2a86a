import ArgumentParser
import ChatModel
import ChatStore

/// `rooms [GLOB]`
struct RoomsCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "rooms", abstract: "List rooms with people, messages and last activity.")

  @Argument(help: "Only rooms like this, such as 'team-*'.")
  var glob: String?
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let listing = context.listing("room", "people", "messages", "last_activity", "state", "topic")
    let glob = glob.map { Glob($0) }
    var known = Set<RoomID>()
    var offset = 0
    while true {
      let page = try await context.ask { () throws(StoreError) in
        try await context.store.rooms(from: offset) { glob?.matches($0.rawValue) ?? true }
      }
      for room in page.rooms where known.insert(room.room).inserted {
        let state = [room.isLocked ? "locked" : nil, room.isHidden ? "hidden" : nil].compactMap { $0 }
        try listing.add([
          .word(room.room.rawValue), .number(room.people), .number(room.messages), .date(room.lastActivity),
          .words(state), .text(room.topic),
        ])
      }
      if page.isLast { break }
      offset += 500
    }
    try listing.finish()
  }
}
