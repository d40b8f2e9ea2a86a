public import ChatModel
import RedisClient

/// A person by id and name, out of a search.
public struct KnownPerson: Sendable, Hashable {
  /// The person.
  public let id: MemberID
  /// A name the person has or had, as it was typed.
  public let name: String

  /// A person of this name.
  public init(id: MemberID, name: String) {
    self.id = id
    self.name = name
  }
}

extension StoreReader {
  /// All that is known of a person; every room is looked at.
  public func report(on id: MemberID, now: Int64) async throws(StoreError) -> PersonReport {
    let record = try await ask("HMGET", [.string(keys.person(id)), "name", "role", "bot", "seen", "token"]).array ?? []
    let name = record.first?.string
    let kept = record.count == 5 ? record : [.null, .null, .null, .null, .null]
    let tokenRole = kept[4].string.flatMap { TokenRole($0) }?.role(in: nil, at: now) ?? .member
    let ban = try await restriction(.bansEverywhere, of: id, at: now)
    var rooms: [PersonReport.InRoom] = []
    var known = Set<RoomID>()
    let noted = try await ask("SMEMBERS", [.string(keys.personRooms(id))]).array ?? []
    var batch = noted.compactMap { $0.string.flatMap { RoomID($0) } }
    var offset = 0
    while true {
      batch = batch.filter { known.insert($0).inserted }
      rooms += try await standing(of: id, in: batch, now: now)
      let answer = try await ask(
        "ZRANGE", [.string(keys.rooms), .integer(Int64(offset)), .integer(Int64(offset + 499)), "REV"])
      let next = answer.array ?? []
      if next.isEmpty || Task.isCancelled { break }
      offset += next.count
      batch = next.compactMap { $0.string.flatMap { RoomID($0) } }
    }
    return PersonReport(
      id: id, name: name ?? rooms.lazy.compactMap { $0.member?.name }.first ?? GuestName(of: id).name.text,
      hasRecord: name != nil, role: max(kept[1].string.flatMap { Role(rawValue: $0) } ?? .member, tokenRole),
      isBot: kept[2].string == "1" || rooms.contains { $0.member?.isBot == true },
      lastSeen: kept[3].int64.map { $0 * 1000 }, ban: ban, rooms: rooms.sorted { $0.room < $1.room })
  }

  private func standing(
    of id: MemberID, in rooms: [RoomID], now: Int64
  ) async throws(StoreError) -> [PersonReport.InRoom] {
    let parts: [RoomPart] = [.members, .count, .roles, .bans, .mutes]
    let answers = try await ask(
      rooms.flatMap { room in
        parts.map { ("HGET", [.string(keys.part($0, of: room)), .string(id.rawValue)]) }
      })
    var found: [PersonReport.InRoom] = []
    for (index, room) in rooms.enumerated() {
      let values = answers[(index * parts.count)..<((index + 1) * parts.count)].map(\.self)
      var member = values[0].buffer.flatMap { ListedMember(id, json: $0) }
      member?.connections = (values[1].string ?? "").split(separator: " ").compactMap { ConnectionID($0) }
      let role = values[2].string.flatMap { Role(rawValue: $0) }
      func holding(_ value: RESPValue) -> Restriction? {
        guard let found = value.buffer.flatMap({ Restriction(id, json: $0) }), found.holds(at: now) else { return nil }
        return found
      }
      let (ban, mute) = (holding(values[3]), holding(values[4]))
      if member == nil, role == nil, ban == nil, mute == nil { continue }
      found.append(PersonReport.InRoom(room: room, member: member, role: role, ban: ban, mute: mute))
    }
    return found
  }

  /// The names kept of some people: of their records, else those that follow from the ids.
  public func names(of people: [MemberID]) async throws(StoreError) -> [MemberID: String] {
    let answers = try await ask(people.map { ("HGET", [.string(keys.person($0)), "name"]) })
    var names: [MemberID: String] = [:]
    for (id, answer) in zip(people, answers) { names[id] = answer.string ?? GuestName(of: id).name.text }
    return names
  }

  /// A page of the people a record is kept of; the next page begins at `next`.
  ///
  /// It goes through all keys of the database, a thousand at a time.
  public func records(
    from cursor: UInt64 = 0
  ) async throws(StoreError) -> (people: [KnownPerson], next: UInt64?) {
    let front = keys.prefix + "person:"
    let answer = try await ask(
      "SCAN", [.string(String(cursor)), "MATCH", .string(front + "*"), "COUNT", 1000, "TYPE", "hash"])
    guard let parts = answer.array, parts.count == 2, let next = parts[0].string.flatMap({ UInt64($0) }),
      let found = parts[1].array
    else { throw StoreError(unexpected: "SCAN") }
    let ids = found.compactMap { $0.string.flatMap { MemberID($0.dropFirst(front.count)) } }
    let names = try await names(of: ids)
    return (ids.map { KnownPerson(id: $0, name: names[$0] ?? "") }, next == 0 ? nil : next)
  }
}
