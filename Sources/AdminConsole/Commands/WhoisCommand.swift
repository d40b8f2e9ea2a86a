import ArgumentParser
import ChatModel
import ChatStore

/// `whois WHO`
struct WhoisCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "whois", abstract: "Show everything known of a person in all rooms.")

  @Argument(help: "An id, its first six characters, an exact name, or a pattern like 'spam*'.")
  var who: String
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let people = try await context.people(who, in: .everywhere)
    let listing = context.listing(
      "id", "name", "role", "bot", "last_seen", "banned", "rooms")
    let now = context.now
    for person in people {
      let report = try await context.ask { () throws(StoreError) in
        try await context.store.report(on: person.id, now: now)
      }
      if Task.isCancelled { throw .interrupted }
      let record = Self.record(of: report)
      if people.count == 1 { return try context.show(record) }
      try listing.add(record.fields.map(\.cell))
    }
    try listing.finish()
  }

  static func record(of report: PersonReport) -> Record {
    Record([
      "id": .word(report.id.rawValue), "name": .text(report.name), "role": .word(report.role.rawValue),
      "bot": .flag(report.isBot), "last_seen": report.lastSeen.map { .date($0) } ?? .none,
      "banned": report.ban.map { .records([restriction($0)]) } ?? .none,
      "rooms": .records(
        report.rooms.map { room in
          Record([
            "room": .word(room.room.rawValue), "present": .flag(room.member != nil),
            "connections": .number(Int64(room.member?.connections.count ?? 0)),
            "role": room.role.map { .word($0.rawValue) } ?? .none,
            "banned": room.ban.map { .records([restriction($0)]) } ?? .none,
            "muted": room.mute.map { .records([restriction($0)]) } ?? .none,
          ])
        }),
    ])
  }

  private static func restriction(_ restriction: Restriction) -> Record {
    Record([
      "until": restriction.until == 0 ? .none : .date(restriction.until), "by": .text(restriction.by),
      "reason": .text(restriction.reason), "act": .text(restriction.act),
    ])
  }
}
