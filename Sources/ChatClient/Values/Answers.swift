public import ChatModel

/// Where an accepted message stands.
public struct SendReceipt: Sendable, Hashable {
  /// Its id.
  public let id: MessageID
  /// Its place in the room's log.
  public let seq: Int64
  /// When it was accepted, in Unix milliseconds.
  public let date: Int64
}

/// Which part of a room's log.
public enum HistoryAnchor: Sendable, Hashable {
  /// The end.
  case newest
  /// What comes before this number.
  case before(Int64)
  /// What comes after this number.
  case after(Int64)
  /// What stands around this number.
  case around(Int64)
}

/// A part of a room's log.
public struct HistoryPage: Sendable, Hashable {
  /// The messages, oldest first.
  public let messages: [ChatMessage]
  /// The oldest one that can still be read.
  public let firstSeq: Int64
  /// Where the log ends.
  public let position: LogPosition
}

/// Some people of a room.
public struct MembersPage: Sendable, Hashable {
  /// They; a page may be short or empty without being the last.
  public let members: [ChatMember]
  /// Where the next page begins; nil for none.
  public let cursor: String?
}

/// A room in a listing.
public struct RoomSummary: Sendable, Hashable {
  /// The room.
  public let room: RoomID
  /// Its topic; hostile to terminals until a sink's encoder has escaped it.
  public let topic: String
  /// How many people are there.
  public let count: Int64
}

/// Some of the rooms.
public struct RoomsPage: Sendable, Hashable {
  /// They.
  public let rooms: [RoomSummary]
  /// Where the next page begins; nil for none.
  public let cursor: String?
}
