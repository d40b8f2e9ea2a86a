public import ChatModel
public import JSONText

/// What is said of a room besides who is there and what was said.
public struct RoomInfo: Sendable, Hashable {
  /// Whether everybody is told who comes and goes.
  public enum Presence: String, Sendable {
    /// Everybody is told.
    case full
    /// Too many people: only their number is told.
    case count
  }

  /// The room.
  public let room: RoomID
  /// Its topic; hostile to terminals until a sink's encoder has escaped it.
  public let topic: String
  /// Whether only moderators may speak.
  public let isLocked: Bool
  /// Milliseconds between two messages of one person; 0 for no slow mode.
  public let slowModeMilliseconds: Int64
  /// How many people are there.
  public let count: Int64
  /// Whether everybody is told who comes and goes.
  public let presence: Presence
  /// All fields as the server sent them, also those not known here.
  public let json: JSONObject

  /// Reads a description; nil for an object that names no room.
  public init?(json: JSONObject) {
    guard let room = json["room"]?.stringValue.flatMap({ RoomID($0) }) else { return nil }
    self.room = room
    self.json = json
    topic = json["topic"]?.stringValue ?? ""
    isLocked = json["locked"] == true
    slowModeMilliseconds = json["slow_mode"]?.int64Value ?? 0
    count = json["count"]?.int64Value ?? 0
    presence = json["presence"]?.stringValue.flatMap { Presence(rawValue: $0) } ?? .full
  }
}
