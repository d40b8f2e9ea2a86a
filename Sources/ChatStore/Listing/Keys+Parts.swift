import ChatModel

/// What is kept of a room, each part under a key of its own.
enum RoomPart: String {
  case messages, state, members, conns, count, roles, bans, mutes, changed
}

extension Keys {
  /// The key of a part of a room.
  func part(_ part: RoomPart, of room: RoomID) -> String { "\(prefix){\(room.rawValue)}:\(part.rawValue)" }
}
