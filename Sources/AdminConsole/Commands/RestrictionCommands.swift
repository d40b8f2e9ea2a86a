import ArgumentParser
import ChatModel
import ChatStore

/// `bans [--everywhere]`
struct BansCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "bans", abstract: "List who is banned, until when, by whom and why.")

  @Flag(help: "Bans that hold in all rooms.")
  var everywhere = false
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    try await context.list(everywhere ? .bansEverywhere : .bans(try context.chosenRoom()))
  }
}

/// `mutes`
struct MutesCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutes", abstract: "List who is muted, until when, by whom and why.")

  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    try await context.list(.mutes(try context.chosenRoom()))
  }
}

extension AdminContext {
  /// Lists what holds at this moment.
  fileprivate func list(_ list: RestrictionList) async throws(AdminError) {
    let listing = listing("id", "name", "until", "networks", "by", "reason", "act")
    var known = Set<MemberID>()
    var cursor: UInt64? = 0
    let now = now
    while let place = cursor {
      let (page, names) = try await ask { () throws(StoreError) in
        let page = try await store.restrictions(list, from: place)
        return (page, try await store.names(of: page.restrictions.map(\.member)))
      }
      for entry in page.restrictions where entry.holds(at: now) && known.insert(entry.member).inserted {
        try listing.add([
          .word(entry.member.rawValue), .text(names[entry.member] ?? ""),
          entry.until == 0 ? .none : .date(entry.until), .number(Int64(entry.networks)), .text(entry.by),
          .text(entry.reason), .text(entry.act),
        ])
      }
      cursor = page.next
    }
    try listing.finish()
  }
}
