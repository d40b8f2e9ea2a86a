import ArgumentParser
import ChatModel
import ChatStore

/// `members [ROOM] [--stale]`
struct MembersCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "members", abstract: "List the people of a room with their connections and servers.")

  @Argument(help: "The room; the one in use unless named.")
  var named: RoomID?
  @Flag(help: "Only people whom no living server holds.")
  var stale = false
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let room = try context.chosenRoom(named)
    let exists = try await context.ask { () throws(StoreError) in try await context.store.listing(of: room) != nil }
    guard exists else { throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.") }
    let alive = try await context.ask { () throws(StoreError) in
      Set(try await context.store.servers().lazy.filter(\.isAlive).map(\.id))
    }
    let listing = context.listing("id", "name", "role", "bot", "connections", "servers", "stale")
    var known = Set<MemberID>()
    var cursor: UInt64? = 0
    while let place = cursor {
      let (page, holders) = try await context.ask { () throws(StoreError) in
        let page = try await context.store.members(of: room, from: place)
        return (page, try await context.store.holders(of: page.members.flatMap(\.connections), in: room))
      }
      for member in page.members where known.insert(member.id).inserted {
        let servers = Set(member.connections.compactMap { holders[$0] })
        let isStale = servers.isDisjoint(with: alive)
        if stale, !isStale { continue }
        try listing.add([
          .word(member.id.rawValue), .text(member.name), .word(member.role.rawValue), .flag(member.isBot),
          .number(Int64(member.connections.count)), .words(servers.map(\.rawValue).sorted()), .flag(isStale),
        ])
      }
      cursor = page.next
    }
    try listing.finish()
  }
}
