import ArgumentParser
import ChatModel
import ChatStore

/// `top`
struct TopCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Show live figures until it is interrupted.")

  @Option(help: "Time between two looks; 2s unless said.")
  var every: Length?
  @Option(help: "End after so many looks.")
  var count: Int?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (every?.milliseconds ?? 2000) >= 500 else { throw ValidationError("--every takes 500ms or more.") }
    if let count, count < 1 { throw ValidationError("--count takes a number above 0.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    let clears = context.format == .table && context.output.isTerminal
    var before: (messages: Int64, at: Int64)?
    var looks = 0
    while true {
      let stats = try await context.ask { () throws(StoreError) in try await context.store.stats() }
      let rooms = try await context.ask { () throws(StoreError) in
        try await context.store.rooms(from: 0, limit: 10).rooms
      }
      let published = try await context.ask { () throws(StoreError) in
        try await context.store.lastNumbers(of: rooms.map(\.room))
      }
      let total = published.reduce(0, +)
      let now = context.now
      let rate = before.map { Double(max(0, total - $0.messages)) * 1000 / Double(max(1, now - $0.at)) } ?? 0
      before = (total, now)
      if clears { try context.output.result(Array("\u{1b}[H\u{1b}[2J".utf8)) }
      try context.show(
        Record([
          "time": .date(now), "servers": .number(Int64(stats.servers)), "rooms": .number(stats.rooms),
          "people": .number(stats.people), "connections": .number(stats.connections),
          "messages": .number(stats.messages), "busiest_rooms_per_second": .number(Int64(rate.rounded())),
          "redis_per_second": .number(stats.commandsPerSecond), "used_memory": .bytes(stats.usedMemory),
        ]))
      if clears {
        let listing = context.listing("room", "people", "messages", "last_activity")
        for room in rooms {
          try listing.add([
            .word(room.room.rawValue), .number(room.people), .number(room.messages), .date(room.lastActivity),
          ])
        }
        try listing.finish()
      }
      looks += 1
      if looks == count { return }
      do { try await Task.sleep(for: .milliseconds(every?.milliseconds ?? 2000)) } catch { throw .interrupted }
    }
  }
}
