public import ChatModel

/// Which room a client joins as it connects.
public enum RoomChoice: Sendable, Hashable {
  /// It said nothing at all: the default room, with the sample chat's events.
  case sample
  /// It said something, but no room: the default room.
  case defaultRoom
  /// It asked for none (`null`).
  case none
  /// This one.
  case room(RoomID)
}
