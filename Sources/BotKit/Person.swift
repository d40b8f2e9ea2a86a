import JSONText

/// Somebody in a room.
public struct Person: Sendable {
  /// The id.
  public let id: String
  /// The name.
  public let name: String
  /// `member`, `moderator` or `admin`, in that room.
  public let role: String
  /// Whether it says of itself that it is a program.
  public let isBot: Bool

  init?(_ json: JSONObject) {
    guard let id = json["id"]?.stringValue else { return nil }
    self.id = id
    name = json["name"]?.stringValue ?? ""
    role = json["role"]?.stringValue ?? "member"
    isBot = json["bot"] == true
  }
}
