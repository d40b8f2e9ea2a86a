public import ChatModel
import JSONText

/// A room at the moment one joined it.
public struct RoomSnapshot: Sendable, Hashable {
  /// How it continues what was known before.
  public enum Status: String, Sendable {
    /// Nothing was known before: the newest messages.
    case fresh
    /// Everything that was missed is there.
    case resumed
    /// Too much was missed: the newest messages, and a ``MessageGap``.
    case gap
    /// The log is another one: nothing known before counts.
    case reset
  }

  /// Topic, lock, slow mode, number of people.
  public let info: RoomInfo
  /// How it continues what was known before.
  public let status: Status
  /// Where the log ends: what comes as events comes after it.
  public let position: LogPosition
  /// The oldest message that can still be read.
  public let firstSeq: Int64
  /// Oneself, as the others see it.
  public let you: ChatMember
  /// At most 100 people.
  public let members: [ChatMember]
  /// Whether these are all.
  public let isComplete: Bool
  /// The newest messages, oldest first. Those that one had not seen yet (status `resumed` and `gap`) are not here:
  /// they come as events of their own.
  public var messages: [ChatMessage]
  /// What is missing before those messages.
  public let gap: MessageGap?
  /// Messages seen before that changed meanwhile; they come as events of their own.
  let changed: [ChatMessage]

  /// The room.
  public var room: RoomID { info.room }

  /// Reads a join's answer; nil for an object without what a snapshot needs.
  init?(json: JSONObject) {
    guard let info = RoomInfo(json: json), let status = json["status"]?.stringValue.flatMap({ Status(rawValue: $0) }),
      let epoch = json["epoch"]?.stringValue.flatMap({ Epoch($0) }), let seq = json["seq"]?.int64Value,
      let position = LogPosition(epoch: epoch, seq: seq),
      let you = json["you"]?.objectValue.flatMap({ ChatMember(json: $0) })
    else { return nil }
    self.info = info
    self.status = status
    self.position = position
    self.you = you
    firstSeq = json["first_seq"]?.int64Value ?? 1
    members = json["members"].objects.compactMap { ChatMember(json: $0) }
    isComplete = json["complete"] == true
    messages = json["messages"].objects.compactMap { ChatMessage(json: $0) }
    changed = json["changed"].objects.compactMap { ChatMessage(json: $0) }
    gap = json["gap"]?.objectValue.flatMap { MessageGap(json: $0) }
  }
}

/// Messages that were missed and are not brought.
public struct MessageGap: Sendable, Hashable {
  /// The first one.
  public let fromSeq: Int64
  /// The last one; one less than the first where none is known to be missing.
  public let toSeq: Int64
  /// Whether some of them are gone for good; else `history` has them.
  public let isTrimmed: Bool

  init?(json: JSONObject) {
    guard let from = json["from_seq"]?.int64Value, let to = json["to_seq"]?.int64Value else { return nil }
    fromSeq = from
    toSeq = to
    isTrimmed = json["trimmed"] == true
  }
}

extension Optional<JSONValue> {
  /// The objects of an array; nothing for anything else.
  var objects: [JSONObject] {
    guard case .array(let items)? = self else { return [] }
    return items.compactMap(\.objectValue)
  }
}
