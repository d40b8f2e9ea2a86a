public import ChatModel

/// What was mended in a room.
public struct RoomMending: Sendable, Equatable {
  /// The room.
  public let room: RoomID
  /// Connections that led nowhere.
  public internal(set) var connections: Int64 = 0
  /// People whom nobody held, or whose connections were listed wrongly.
  public internal(set) var people: Int64 = 0
  /// Bans, mutes and acts that had run out.
  public internal(set) var expired: Int64 = 0
  /// Parts that held another type of value; they are kept aside for a week.
  public internal(set) var setAside: [String] = []
  /// Whether the log has begun anew, because messages were missing in it.
  public internal(set) var hasBegunAnew = false
  /// Whether it was listed without being there.
  public internal(set) var wasOnlyListed = false

  /// Whether there was anything to mend.
  public var isNone: Bool { self == RoomMending(room: room) }

  init(room: RoomID) { self.room = room }
}
