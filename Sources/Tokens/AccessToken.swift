public import ChatModel
import Crypto

/// What a verified JSON Web Token says of its bearer.
public struct AccessToken: Sendable, Hashable {
  /// Who it is: the same on every server and connection.
  public let member: MemberID
  /// The name, where the token gives a valid one.
  public let name: PersonName?
  /// The role; a moderator is one in the rooms of the token.
  public let role: Role
  /// The rooms the person may be in, in the token's order; nil for all.
  public let rooms: [RoomID]?
  /// When it stops to hold, in Unix milliseconds.
  public let expires: Int64

  /// What a token says.
  public init(member: MemberID, name: PersonName?, role: Role, rooms: [RoomID]?, expires: Int64) {
    self.member = member
    self.name = name
    self.role = role
    self.rooms = rooms
    self.expires = expires
  }

  /// The id of a subject of an issuer: `u_` and the hash of both. The issuer's length comes first, so that no two pairs
  /// are written alike; a token without one counts as one of the empty issuer.
  static func member(issuer: String, subject: String) -> MemberID? {
    let length = UInt64(issuer.utf8.count)
    var hash = SHA256()
    hash.update(data: (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * UInt64($0))) })
    hash.update(data: Array(issuer.utf8))
    hash.update(data: Array(subject.utf8))
    return MemberID(hash: Array(hash.finalize()))
  }

  /// Whether it lets its bearer into a room.
  public func allows(_ room: RoomID) -> Bool { rooms?.contains(room) ?? true }

  /// The role it gives in a room.
  public func role(in room: RoomID) -> Role { role == .admin || allows(room) ? role : .member }

  /// The role it gives in all rooms there are.
  public var roleEverywhere: Role { role == .moderator && rooms != nil ? .member : role }
}
