public import ChatModel

/// How a room stands: its log, its people, its settings.
public struct RoomState: Sendable, Equatable {
  /// Its id.
  public let room: RoomID
  /// The life of its log.
  public let epoch: Epoch?
  /// The lowest message number still in the log.
  public let firstSeq: Int64
  /// The highest message number.
  public let seq: Int64
  /// The number of the last thing published in it.
  public let rev: Int64
  /// Messages kept.
  public let messages: Int64
  /// When the oldest message kept was accepted, in Unix milliseconds; nil when there is none.
  public let oldest: Int64?
  /// When the newest message was accepted, in Unix milliseconds; nil when there is none.
  public let newest: Int64?
  /// People in it.
  public let people: Int64
  /// Their connections.
  public let connections: Int64
  /// Whether people are listed (`full`) or only counted (`count`).
  public let presence: String
  /// Free text, as somebody typed it.
  public let topic: String
  /// Whether only moderators may write.
  public let isLocked: Bool
  /// Whether it is left out of the listings that clients see.
  public let isHidden: Bool
  /// Least time between two messages of a person, in milliseconds; 0 for none.
  public let slowMilliseconds: Int64
  /// Messages it keeps; nil for the server's own number.
  public let retainCount: Int64?
  /// How long it keeps messages, in milliseconds; 0 for as long as there is room.
  public let retainMilliseconds: Int64
  /// People with a role of their own here.
  public let roles: Int64
  /// Entries in the list of bans, some of which may have run out.
  public let bans: Int64
  /// Entries in the list of mutes, some of which may have run out.
  public let mutes: Int64
}
