public import ChatModel

/// The role somebody has by an access token, as the store keeps it for others to see: `END ROLE ROOM…`, where `*` stands
/// for all rooms.
public struct TokenRole: Sendable, Equatable {
  /// The role.
  public let role: Role
  /// The rooms it is for; nil for all.
  public let rooms: [RoomID]?
  /// When it ends, in Unix milliseconds.
  public let ends: Int64

  /// A role with all its parts.
  public init(role: Role, rooms: [RoomID]?, ends: Int64) {
    self.role = role
    self.rooms = rooms
    self.ends = ends
  }

  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count >= 2, let ends = Int64(words[0]), let role = Role(rawValue: String(words[1])) else { return nil }
    self.ends = ends
    self.role = role
    rooms = words.dropFirst(2).first == "*" ? nil : words.dropFirst(2).compactMap { RoomID($0) }
  }

  /// What is kept without the end.
  var text: String { ([role.rawValue] + (rooms.map { $0.map(\.rawValue) } ?? ["*"])).joined(separator: " ") }

  /// The role it gives in a room; nil: in all there are.
  public func role(in room: RoomID?, at now: Int64) -> Role {
    guard now < ends else { return .member }
    guard role != .admin, let rooms else { return role }
    return room.map { rooms.contains($0) } ?? false ? role : .member
  }
}
