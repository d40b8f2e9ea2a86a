public import ChatModel
import RedisClient

/// A list of people that something holds for.
public enum RestrictionList: Sendable, Equatable {
  /// Kept out of a room.
  case bans(RoomID)
  /// Silent in a room.
  case mutes(RoomID)
  /// Kept out of all rooms.
  case bansEverywhere
}

extension StoreReader {
  /// Reads a page of bans or mutes, those that have run out included; the next page begins at `next`.
  public func restrictions(
    _ list: RestrictionList, from cursor: UInt64 = 0
  ) async throws(StoreError) -> (restrictions: [Restriction], next: UInt64?) {
    let page = try await page(of: key(of: list), from: cursor)
    let restrictions = page.pairs.compactMap { field, value -> Restriction? in
      guard let member = MemberID(field), let json = value.buffer else { return nil }
      return Restriction(member, json: json)
    }
    return (restrictions, page.next)
  }

  /// The ban or mute of somebody; nil when there is none, or it has run out.
  public func restriction(
    _ list: RestrictionList, of member: MemberID, at now: Int64
  ) async throws(StoreError) -> Restriction? {
    let answer = try await ask("HGET", [.string(key(of: list)), .string(member.rawValue)])
    guard let json = answer.buffer, let found = Restriction(member, json: json), found.holds(at: now) else {
      return nil
    }
    return found
  }

  /// Reads a page of the roles a room gives; the next page begins at `next`.
  public func roles(
    in room: RoomID, from cursor: UInt64 = 0
  ) async throws(StoreError) -> (roles: [(member: MemberID, role: Role)], next: UInt64?) {
    let page = try await page(of: keys.part(.roles, of: room), from: cursor)
    let roles = page.pairs.compactMap { field, value -> (member: MemberID, role: Role)? in
      guard let member = MemberID(field), let role = value.string.flatMap({ Role(rawValue: $0) }) else { return nil }
      return (member, role)
    }
    return (roles, page.next)
  }

  private func key(of list: RestrictionList) -> String {
    switch list {
    case .bans(let room): keys.part(.bans, of: room)
    case .mutes(let room): keys.part(.mutes, of: room)
    case .bansEverywhere: keys.bans
    }
  }
}
