import ChatModel
import ChatStore
import RedisClient

/// Looks at Redis and at the data of all rooms.
struct StoreCheckup {
  let context: AdminContext

  /// What was found: Redis first, then the chat as a whole, then each room with damage.
  func findings() async throws(AdminError) -> [Finding] {
    let info: RedisServerInfo
    do { info = try await RedisClient.probe(context.session.configuration.endpoint) } catch {
      throw AdminError(.unreachable, error.description)
    }
    let stats = try await context.ask { () throws(StoreError) in try await context.store.stats() }
    var found = RedisCheckup.findings(info, usedMemory: stats.usedMemory)
    let servers = try await context.ask { () throws(StoreError) in try await context.store.servers() }
    let alive = Set(servers.lazy.filter(\.isAlive).map(\.id))
    let dead = servers.count - alive.count
    found.append(
      dead == 0
        ? Finding("servers", .good, "\(alive.count) alive.")
        : Finding(
          "servers", .doubtful, "\(alive.count) alive, \(dead) gone without a word.",
          hint: alive.isEmpty ? "Start a server: it takes their people out." : "A living server takes their people out."
        ))
    var damaged = 0
    let rooms = try await context.allListedRooms()
    for room in rooms {
      let damage = try await context.ask { () throws(StoreError) in
        try await context.store.damage(in: room, alive: alive, now: context.now)
      }
      if damage.isNone { continue }
      damaged += 1
      found.append(Self.finding(damage))
    }
    found.append(
      Finding("rooms", damaged == 0 ? .good : .doubtful, "\(rooms.count) looked at, \(damaged) not as they should be."))
    return found
  }

  static func finding(_ damage: RoomDamage) -> Finding {
    var parts: [String] = []
    func note(_ count: Int64, _ one: String, _ many: String) {
      if count > 0 { parts.append(count == 1 ? "1 \(one)" : "\(count) \(many)") }
    }
    note(Int64(damage.ghosts), "person whom no living server holds", "people whom no living server holds")
    note(Int64(damage.orphans), "connection that leads nowhere", "connections that lead nowhere")
    note(damage.missing, "message missing in the log", "messages missing in the log")
    note(Int64(damage.expired), "ban or mute that has run out", "bans or mutes that have run out")
    if damage.isOnlyListed { parts.append("listed, but not there") }
    for part in damage.wrongTypes { parts.append("\(part) holds another type of value") }
    let isBad = damage.missing > 0 || !damage.wrongTypes.isEmpty
    return Finding("room \(damage.room)", isBad ? .bad : .doubtful, parts.joined(separator: ", ") + ".")
  }
}

extension AdminContext {
  /// All rooms that are listed, whether they are there or not.
  func allListedRooms() async throws(AdminError) -> [RoomID] {
    var found = Set<RoomID>()
    var offset = 0
    while true {
      let place = offset
      let page = try await ask { () throws(StoreError) in try await store.listedRooms(from: place, limit: 1000) }
      found.formUnion(page.rooms)
      if page.isLast { return found.sorted() }
      offset += 1000
    }
  }
}
