import ChatModel
import JSONText

/// A member's JSON without what only the store knows: the socket in front, the role behind, and the braces.
struct MemberFields {
  let json: [UInt8]

  init(_ person: Person, version: Int64, room: RoomID) {
    var writer = JSONWriter(capacity: 160)
    writer.key("ver")
    writer.integer(version)
    writer.key("username")
    writer.string(person.name.text)
    writer.key("avatar")
    writer.string(person.avatar)
    writer.key("id")
    writer.string(person.id.rawValue)
    writer.key("room")
    writer.string(room.rawValue)
    if person.isBot {
      writer.key("bot")
      writer.bool(true)
    }
    json = writer.bytes
  }
}
