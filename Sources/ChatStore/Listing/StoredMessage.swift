public import ChatModel
import JSONText
public import NIOCore

/// A message of the log as those see it who look after the chat.
public struct StoredMessage: Sendable, Equatable {
  /// Why a message has no text any more.
  public struct Tombstone: Sendable, Equatable {
    /// Who deleted it, by name.
    public let by: String
    /// Why, as somebody typed it.
    public let reason: String
  }

  /// Its number in the room.
  public let seq: Int64
  /// Its id.
  public let id: MessageID
  /// `chat`, `system`, `deleted` or what a later version writes.
  public let kind: String
  /// Who wrote it; nil for the system.
  public let from: MemberID?
  /// The author's name then, as somebody typed it.
  public let name: String
  /// The text, as somebody typed it.
  public let text: String
  /// Whether a program wrote it.
  public let isBot: Bool
  /// Where it was deleted.
  public let tombstone: Tombstone?

  /// When it was accepted, in Unix milliseconds.
  public var date: Int64 { id.date }

  /// Reads a message's JSON; nil when it is none.
  public init?(_ json: ByteBuffer) {
    guard let value = try? JSONValue(parsing: json.readableBytesView), let seq = value["seq"]?.int64Value,
      let id = value["id"]?.int64Value.flatMap({ MessageID($0) })
    else { return nil }
    self.seq = seq
    self.id = id
    kind = value["kind"]?.stringValue ?? "chat"
    from = value["from"]?.stringValue.flatMap { MemberID($0) }
    name = value["username"]?.stringValue ?? ""
    text = value["message"]?.stringValue ?? ""
    if case .bool(true)? = value["bot"] { isBot = true } else { isBot = false }
    tombstone = value["tombstone"]?.objectValue.map {
      Tombstone(by: $0["by"]?.stringValue ?? "", reason: $0["reason"]?.stringValue ?? "")
    }
  }
}
