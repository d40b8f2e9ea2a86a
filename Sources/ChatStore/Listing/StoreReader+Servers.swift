import ChatModel
import RedisClient

extension StoreReader {
  /// The servers that serve, or died a short time ago.
  public func servers() async throws(StoreError) -> [ListedServer] {
    let answer = try await ask("HGETALL", [.string(keys.servers)])
    let fields = answer.array ?? []
    var found: [(id: ServerID, figures: String)] = []
    for index in stride(from: 0, to: fields.count - 1, by: 2) {
      guard let id = fields[index].string.flatMap({ ServerID($0) }) else { continue }
      found.append((id, fields[index + 1].string ?? "{}"))
    }
    let answers = try await ask(
      found.flatMap { server -> [Command] in
        [
          ("PTTL", [.string(keys.server(server.id))]), ("SCARD", [.string(keys.serverRooms(server.id))]),
        ]
      })
    return found.enumerated().map { index, server in
      let left = answers[2 * index].int64 ?? -2
      return ListedServer(
        id: server.id, leaseMilliseconds: left >= 0 ? left : nil, rooms: answers[2 * index + 1].int64 ?? 0,
        figures: ServerFigures(json: server.figures))
    }.sorted { $0.id.rawValue < $1.id.rawValue }
  }

  /// Figures of the store as a whole; every room is looked at, in pages.
  public func stats() async throws(StoreError) -> StoreStats {
    var stats = StoreStats()
    stats.servers = try await servers().count { $0.isAlive }
    var offset = 0
    while true {
      let answer = try await ask(
        "ZRANGE", [.string(keys.rooms), .integer(Int64(offset)), .integer(Int64(offset + 999))])
      let rooms = (answer.array ?? []).compactMap { $0.string.flatMap { RoomID($0) } }
      if rooms.isEmpty || Task.isCancelled { break }
      offset += 1000
      let figures = try await ask(
        rooms.flatMap { room -> [Command] in
          [
            ("HLEN", [.string(keys.part(.members, of: room))]), ("HLEN", [.string(keys.part(.conns, of: room))]),
            ("ZCARD", [.string(keys.part(.messages, of: room))]), ("EXISTS", [.string(keys.part(.state, of: room))]),
          ]
        })
      for index in stride(from: 0, to: figures.count, by: 4) {
        stats.people += figures[index].int64 ?? 0
        stats.connections += figures[index + 1].int64 ?? 0
        stats.messages += figures[index + 2].int64 ?? 0
        stats.rooms += figures[index + 3].int64 ?? 0
      }
    }
    // The list holds its version beside the bans.
    let bans = try await ask([("HLEN", [.string(keys.bans)]), ("HEXISTS", [.string(keys.bans), "ver"])])
    stats.bansEverywhere = (bans[0].int64 ?? 0) - (bans[1].int64 ?? 0)
    stats.keys = try await ask("DBSIZE", []).int64 ?? 0
    try await addInfo(to: &stats)
    return stats
  }

  private func addInfo(to stats: inout StoreStats) async throws(StoreError) {
    let text = try await ask("INFO", []).string ?? ""
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "redis_version": stats.redisVersion = String(parts[1])
      case "used_memory": stats.usedMemory = Int64(parts[1]) ?? 0
      case "maxmemory": stats.maxMemory = Int64(parts[1]) ?? 0
      case "instantaneous_ops_per_sec": stats.commandsPerSecond = Int64(parts[1]) ?? 0
      case "connected_clients": stats.redisClients = Int64(parts[1]) ?? 0
      default: break
      }
    }
  }
}
