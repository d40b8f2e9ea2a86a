import JSONText

/// A message of a room.
public struct Message: Sendable {
  /// The room.
  public let room: String
  /// Its place in the room's log.
  public let seq: Int64
  /// Its id.
  public let id: Int64
  /// When it was accepted, in Unix milliseconds.
  public let date: Int64
  /// The id of who spoke.
  public let from: String
  /// The name of who spoke.
  public let name: String
  /// What was said.
  public let text: String
  /// What who spoke may do in the room: `member`, `moderator` or `admin`.
  public let role: String
  /// Whether a program spoke.
  public let isBot: Bool

  init?(_ json: JSONObject) {
    guard let room = json["room"]?.stringValue, let text = json["text"]?.stringValue else { return nil }
    self.room = room
    self.text = text
    seq = json["seq"]?.int64Value ?? 0
    id = json["id"]?.int64Value ?? 0
    date = json["date"]?.int64Value ?? 0
    from = json["from"]?.stringValue ?? ""
    name = json["name"]?.stringValue ?? ""
    role = json["role"]?.stringValue ?? "member"
    isBot = json["bot"] == true
  }
}
