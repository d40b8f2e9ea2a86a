public import ChatModel
public import JSONText

/// A message of a room's log.
public struct ChatMessage: Sendable, Hashable {
  /// What it is.
  public enum Kind: Sendable, Hashable {
    /// Somebody spoke.
    case chat
    /// The console spoke.
    case system
    /// It was deleted: no text is left.
    case deleted
    /// Something a later server knows.
    case other(String)
  }

  /// Who deleted a message, and why.
  public struct Tombstone: Sendable, Hashable {
    /// Who it was.
    public let by: String
    /// The reason given; may be empty.
    public let reason: String
    /// When, in Unix milliseconds.
    public let date: Int64
  }

  /// The room it is in.
  public let room: RoomID
  /// Its place in the room's log.
  public let seq: Int64
  /// Its id.
  public let id: MessageID
  /// When it was accepted, in Unix milliseconds.
  public let date: Int64
  /// What it is.
  public let kind: Kind
  /// The text; hostile to terminals until a sink's encoder has escaped it.
  public let text: String
  /// The name of who spoke, as it was then; hostile like the text.
  public let username: String
  /// Who spoke; nil for the console.
  public let from: MemberID?
  /// Whether a program spoke.
  public let isBot: Bool
  /// Over how many programs it came about.
  public let hops: Int64
  /// How much a message of the console matters: `info`, `warning` or `critical`.
  public let severity: String?
  /// Who deleted it.
  public let tombstone: Tombstone?
  /// All fields as the server sent them, also those not known here.
  public let json: JSONObject

  /// Reads a message; nil for an object without what a message needs.
  public init?(json: JSONObject) {
    guard let room = json["room"]?.stringValue.flatMap({ RoomID($0) }), let seq = json["seq"]?.int64Value, seq > 0,
      let id = json["id"]?.int64Value.flatMap({ MessageID($0) })
    else { return nil }
    self.room = room
    self.seq = seq
    self.id = id
    self.json = json
    date = json["date"]?.int64Value ?? id.date
    kind =
      switch json["kind"]?.stringValue ?? "chat" {
      case "chat": .chat
      case "system": .system
      case "deleted": .deleted
      case let other: .other(other)
      }
    text = json["message"]?.stringValue ?? ""
    username = json["username"]?.stringValue ?? ""
    from = json["from"]?.stringValue.flatMap { MemberID($0) }
    isBot = json["bot"] == true
    hops = json["hops"]?.int64Value ?? 0
    severity = json["severity"]?.stringValue
    tombstone = json["tombstone"]?.objectValue.map { stone in
      Tombstone(
        by: stone["by"]?.stringValue ?? "", reason: stone["reason"]?.stringValue ?? "",
        date: stone["date"]?.int64Value ?? 0)
    }
  }
}
