public import ChatModel
import RedisClient

/// What is not as it should be in one room.
public struct RoomDamage: Sendable, Equatable {
  /// The room.
  public let room: RoomID
  /// People without a connection that a living server holds.
  public var ghosts = 0
  /// Connections of people who are not in the room, or of servers that are gone.
  public var orphans = 0
  /// Message numbers that should be in the log and are not.
  public var missing: Int64 = 0
  /// Bans and mutes that have run out.
  public var expired = 0
  /// Keys that hold another type of value than they should.
  public var wrongTypes: [String] = []
  /// Whether it is listed without being there.
  public var isOnlyListed = false

  /// Whether there is nothing to mend.
  public var isNone: Bool {
    ghosts == 0 && orphans == 0 && missing == 0 && expired == 0 && wrongTypes.isEmpty && !isOnlyListed
  }
}

extension StoreReader {
  static let types: [(RoomPart, String)] = [
    (.messages, "zset"), (.state, "hash"), (.members, "hash"), (.conns, "hash"), (.count, "hash"), (.roles, "hash"),
    (.bans, "hash"), (.mutes, "hash"), (.changed, "zset"),
  ]

  /// Looks at a room for damage, page by page.
  ///
  /// - Parameters:
  ///   - alive: the servers whose lease holds.
  ///   - now: the time in Unix milliseconds, for what runs out.
  public func damage(in room: RoomID, alive: Set<ServerID>, now: Int64) async throws(StoreError) -> RoomDamage {
    var damage = RoomDamage(room: room)
    let types = try await ask(Self.types.map { ("TYPE", [.string(keys.part($0.0, of: room))]) })
    for ((part, expected), answer) in zip(Self.types, types) {
      let type = answer.string ?? "none"
      if type != "none", type != expected { damage.wrongTypes.append(part.rawValue) }
    }
    // What has another type cannot be read on.
    guard damage.wrongTypes.isEmpty else { return damage }
    let state = try await ask([
      ("HMGET", [.string(keys.part(.state, of: room)), "epoch", "seq", "first_seq", "base"]),
      ("ZCARD", [.string(keys.part(.messages, of: room))]),
    ])
    let fields = state[0].array ?? []
    guard fields.count == 4, !fields[0].isNull else {
      damage.isOnlyListed = true
      return damage
    }
    let (seq, first, base) = (fields[1].int64 ?? 0, fields[2].int64 ?? 1, fields[3].int64 ?? 0)
    // An epoch may leave a hole below its first number: then only what is above it has to be whole.
    let kept = seq - first + 1 - (state[1].int64 ?? 0)
    if kept > 0 { damage.missing = base < first ? kept : try await missing(above: base, to: seq, in: room) }
    try await lookAtPeople(&damage, alive)
    for list in [RestrictionList.bans(room), .mutes(room)] {
      var cursor: UInt64? = 0
      while let place = cursor, !Task.isCancelled {
        let page = try await restrictions(list, from: place)
        damage.expired += page.restrictions.count { !$0.holds(at: now) }
        cursor = page.next
      }
    }
    return damage
  }

  private func missing(above base: Int64, to seq: Int64, in room: RoomID) async throws(StoreError) -> Int64 {
    var missing: Int64 = 0
    var last = base
    var span = MessageSpan()
    if let message = try await message(base + 1, of: room) { span.from = message.id.microseconds }
    while !Task.isCancelled, let page = try await nextEntries(of: room, in: span, limit: 1000) {
      for entry in page.entries {
        guard let seq = EntryNumbers.number("\"seq\":", in: entry), seq > last else { continue }
        missing += seq - last - 1
        last = seq
      }
      span.from = page.lastID + 1
    }
    return missing + max(0, seq - last)
  }

  private func lookAtPeople(_ damage: inout RoomDamage, _ alive: Set<ServerID>) async throws(StoreError) {
    let room = damage.room
    var cursor: UInt64? = 0
    while let place = cursor, !Task.isCancelled {
      let page = try await members(of: room, from: place)
      let holders = try await holders(of: page.members.flatMap(\.connections), in: room)
      damage.ghosts += page.members.count { member in
        !member.connections.contains { holders[$0].map(alive.contains) ?? false }
      }
      cursor = page.next
    }
    cursor = 0
    while let place = cursor, !Task.isCancelled {
      let page = try await page(of: keys.part(.conns, of: room), from: place)
      let owners = page.pairs.map { $0.value.string?.split(separator: " ").map { String($0) } ?? [] }
      if !owners.isEmpty {
        let people = try await ask(
          "HMGET",
          [.string(keys.part(.members, of: room))] + owners.map { .string($0.count >= 2 ? $0[1] : "") })
        for (owner, person) in zip(owners, people.array ?? []) {
          let isAlive = owner.first.flatMap { ServerID($0) }.map(alive.contains) ?? false
          if person.isNull || !isAlive { damage.orphans += 1 }
        }
      }
      cursor = page.next
    }
  }
}
