public import ChatModel
import RedisClient

extension StoreWriter {
  /// Mends what ``StoreReader/damage(in:alive:now:)`` finds in a room, page by page.
  public func mend(_ room: RoomID, _ act: Act) async throws(StoreError) -> RoomMending {
    var mending = RoomMending(room: room)
    for (part, type) in StoreReader.types {
      let key = keys.part(part, of: room)
      var answer = try await run(
        StoreScripts.setAside, keys: [key, keys.aside(room, part, act.id)],
        [.string(type), .integer(Self.trashMilliseconds)])
      if try answer.flag() { mending.setAside.append(part.rawValue) }
    }
    if try await ask("EXISTS", [.string(keys.state(room))]).int64 == 0 {
      mending.wasOnlyListed = try await ask("ZREM", [.string(keys.rooms), room.argument]).int64 == 1
    } else {
      let gone = try await serversGone(in: room)
      for part in ["conns", "members", "count", "bans", "mutes", "acts"] {
        let mended = try await mend(part, of: room, gone)
        switch part {
        case "conns", "count": mending.connections += mended
        case "members": mending.people += mended
        default: mending.expired += mended
        }
      }
      let damage = try await reader.damage(in: room, alive: [], now: try await now())
      if damage.missing > 0 {
        var answer = try await step(StoreScripts.renew, room, [])
        mending.hasBegunAnew = try answer.text() == "ok"
      }
    }
    if !mending.isNone { _ = try await note(act, AuditSubject("mend", room: room)) }
    return mending
  }

  /// Lists the rooms that are there without being listed, and drops bans from all rooms that have run out.
  ///
  /// It goes through all keys of the database, a thousand at a time.
  ///
  /// - Returns: the rooms that are listed now.
  public func mendLists(_ act: Act) async throws(StoreError) -> [RoomID] {
    _ = try await run(StoreScripts.everywhere, keys: [keys.bans], ["tidy", "", 0, "", "", ""])
    let date = try await now()
    var found: [RoomID] = []
    var cursor: UInt64 = 0
    repeat {
      let answer = try await ask(
        "SCAN", [.string(String(cursor)), "MATCH", .string(keys.statePattern), "COUNT", 1000, "TYPE", "hash"])
      guard let parts = answer.array, parts.count == 2, let next = parts[0].string.flatMap({ UInt64($0) }) else {
        throw StoreError(unexpected: "SCAN")
      }
      for key in parts[1].array ?? [] {
        guard let room = key.string.flatMap({ keys.room(ofState: $0) }) else { continue }
        let added = try await ask("ZADD", [.string(keys.rooms), "NX", .integer(date), room.argument])
        if added.int64 == 1 { found.append(room) }
      }
      cursor = next
    } while cursor != 0 && !Task.isCancelled
    if !found.isEmpty { _ = try await note(act, AuditSubject("mend", value: "listed=\(found.count)")) }
    return found
  }

  /// The servers that connections of a room name and whose lease is over.
  private func serversGone(in room: RoomID) async throws(StoreError) -> [ServerID] {
    var named = Set<ServerID>()
    var cursor: UInt64? = 0
    while let place = cursor, !Task.isCancelled {
      let page = try await reader.page(of: keys.part(.conns, of: room), from: place)
      for pair in page.pairs {
        if let server = pair.value.string?.split(separator: " ").first.flatMap({ ServerID($0) }) {
          named.insert(server)
        }
      }
      cursor = page.next
    }
    var gone: [ServerID] = []
    for server in named where try await ask("EXISTS", [.string(keys.server(server))]).int64 == 0 { gone.append(server) }
    return gone
  }

  private func mend(_ part: String, of room: RoomID, _ gone: [ServerID]) async throws(StoreError) -> Int64 {
    var mended: Int64 = 0
    var cursor = "0"
    repeat {
      var answer = try await step(
        StoreScripts.mend, room, moreKeys: [keys.acts(room)],
        [.string(part), .string(cursor)] + gone.map { .string($0.rawValue) })
      cursor = try answer.text()
      mended += try answer.number()
      if try answer.flag() {
        _ = try await ask("ZREM", [.string(keys.rooms), room.argument])
        break
      }
    } while cursor != "0" && !Task.isCancelled
    return mended
  }
}
