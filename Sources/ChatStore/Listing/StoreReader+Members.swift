public import ChatModel
import RedisClient

/// A page of the people of a room.
public struct MemberPage: Sendable {
  /// The people.
  public let members: [ListedMember]
  /// Where the next page begins; nil after the last.
  public let next: UInt64?
}

extension StoreReader {
  /// Reads a page of a room's people with their connections. A room that changes meanwhile may show somebody twice.
  public func members(of room: RoomID, from cursor: UInt64 = 0) async throws(StoreError) -> MemberPage {
    let page = try await page(of: keys.part(.members, of: room), from: cursor)
    var members: [ListedMember] = []
    members.reserveCapacity(page.pairs.count)
    for (field, value) in page.pairs {
      guard let id = MemberID(field), let json = value.buffer, let member = ListedMember(id, json: json) else {
        continue
      }
      members.append(member)
    }
    guard !members.isEmpty else { return MemberPage(members: [], next: page.next) }
    let counts = try await ask(
      "HMGET", [.string(keys.part(.count, of: room))] + members.map { .string($0.id.rawValue) })
    for (index, value) in (counts.array ?? []).enumerated() where index < members.count {
      members[index].connections = (value.string ?? "").split(separator: " ").compactMap { ConnectionID($0) }
    }
    return MemberPage(members: members, next: page.next)
  }

  /// Which servers hold these connections of a room; those without an entry are left out.
  public func holders(
    of connections: [ConnectionID], in room: RoomID
  ) async throws(StoreError) -> [ConnectionID: ServerID] {
    guard !connections.isEmpty else { return [:] }
    let answer = try await ask(
      "HMGET", [.string(keys.part(.conns, of: room))] + connections.map { .string($0.rawValue) })
    var holders: [ConnectionID: ServerID] = [:]
    for (index, value) in (answer.array ?? []).enumerated() where index < connections.count {
      guard let server = value.string?.split(separator: " ").first.flatMap({ ServerID($0) }) else { continue }
      holders[connections[index]] = server
    }
    return holders
  }

  /// Where the connections of somebody in these rooms come from.
  public func networks(of member: MemberID, in rooms: [RoomID]) async throws(StoreError) -> [NetworkID] {
    var found: [NetworkID] = []
    for room in rooms {
      let ids = try await ask("HGET", [.string(keys.part(.count, of: room)), .string(member.rawValue)]).string ?? ""
      let connections = ids.split(separator: " ").map { RedisArgument.string(String($0)) }
      if connections.isEmpty { continue }
      let answer = try await ask("HMGET", [.string(keys.part(.conns, of: room))] + connections)
      for holder in answer.array ?? [] {
        let words = (holder.string ?? "").split(separator: " ")
        if words.count > 2, let network = NetworkID(words[2]), !found.contains(network) { found.append(network) }
      }
    }
    return found
  }

  /// Somebody as a room shows them; nil for those who are not in it.
  public func member(_ id: MemberID, of room: RoomID) async throws(StoreError) -> ListedMember? {
    let answers = try await ask([
      ("HGET", [.string(keys.part(.members, of: room)), .string(id.rawValue)]),
      ("HGET", [.string(keys.part(.count, of: room)), .string(id.rawValue)]),
    ])
    guard let json = answers[0].buffer, var member = ListedMember(id, json: json) else { return nil }
    member.connections = (answers[1].string ?? "").split(separator: " ").compactMap { ConnectionID($0) }
    return member
  }
}
