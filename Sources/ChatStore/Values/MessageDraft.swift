public import ChatModel
import JSONText

/// A message before it has its numbers: the JSON in two pieces, between which the store puts `id`, `seq` and `date`.
public struct MessageDraft: Sendable {
  /// What stands before the numbers.
  let head: [UInt8]
  /// What stands after them: text first, so that a deletion can cut there.
  let tail: [UInt8]

  /// A message of a person.
  public init(from person: Person, in room: RoomID, text: String, hops: Int64 = 0) {
    var writer = JSONWriter(capacity: 192)
    writer.beginObject()
    writer.key("username")
    writer.string(person.name.text)
    writer.key("avatar")
    writer.string(person.avatar)
    writer.key("room")
    writer.string(room.rawValue)
    writer.key("from")
    writer.string(person.id.rawValue)
    writer.key("kind")
    writer.string("chat")
    head = writer.bytes + [UInt8(ascii: ",")]

    var rest = JSONWriter(capacity: text.utf8.count + 48)
    rest.beginObject()
    rest.key("message")
    rest.string(text)
    if person.isBot {
      rest.key("bot")
      rest.bool(true)
    }
    if hops > 0 {
      rest.key("hops")
      rest.integer(hops)
    }
    rest.endObject()
    tail = [UInt8(ascii: ",")] + rest.bytes.dropFirst()
  }

  /// How much a message of the system matters.
  public enum Severity: String, Sendable, CaseIterable {
    case info, warning, critical
  }

  /// A message of the system.
  public init(system text: String, severity: Severity, in room: RoomID) {
    var writer = JSONWriter(capacity: 128)
    writer.beginObject()
    writer.key("username")
    writer.string("System")
    writer.key("avatar")
    writer.string("")
    writer.key("room")
    writer.string(room.rawValue)
    writer.key("kind")
    writer.string("system")
    head = writer.bytes + [UInt8(ascii: ",")]

    var rest = JSONWriter(capacity: text.utf8.count + 48)
    rest.beginObject()
    rest.key("message")
    rest.string(text)
    rest.key("severity")
    rest.string(severity.rawValue)
    rest.endObject()
    tail = [UInt8(ascii: ",")] + rest.bytes.dropFirst()
  }
}
