import ArgumentParser
import ChatModel
import ChatStore

/// `roles`
struct RolesCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "roles", abstract: "List who has a role of their own in a room.")

  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let room = try context.chosenRoom()
    let listing = context.listing("id", "name", "role")
    var known = Set<MemberID>()
    var cursor: UInt64? = 0
    while let place = cursor {
      let (page, names) = try await context.ask { () throws(StoreError) in
        let page = try await context.store.roles(in: room, from: place)
        return (page, try await context.store.names(of: page.roles.map(\.member)))
      }
      for entry in page.roles where known.insert(entry.member).inserted {
        try listing.add([
          .word(entry.member.rawValue), .text(names[entry.member] ?? ""), .word(entry.role.rawValue),
        ])
      }
      cursor = page.next
    }
    try listing.finish()
  }
}
