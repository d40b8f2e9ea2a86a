import ChatModel
import ChatStore
import JSONText
import NIOCore

extension JSONWriter {
  /// A person who is in no room yet, as a member.
  mutating func member(_ person: Person, socket: ConnectionID) {
    beginObject()
    field("socket", socket.rawValue)
    field("username", person.name.text)
    field("avatar", person.avatar)
    field("id", person.id.rawValue)
    if person.isBot { field("bot", true) }
    if person.role > .member { field("role", person.role.rawValue) }
    endObject()
  }

  /// The fields of a room's snapshot that are no lists.
  mutating func snapshot(_ answer: JoinAnswer) {
    // The description is an object of the store's making: `{"room":…,"presence":…}`.
    raw(answer.description.readableBytesView.dropFirst().dropLast())
    field("status", answer.status.rawValue)
    field("epoch", answer.epoch.rawValue)
    field("seq", answer.seq)
    field("first_seq", answer.firstSeq)
    key("you")
    raw(answer.member.readableBytesView)
    if let mutedUntil = answer.mutedUntil { field("muted_until", mutedUntil) }
  }

  /// The whole snapshot, as `join` answers it.
  mutating func join(_ answer: JoinAnswer) {
    snapshot(answer)
    key("members")
    array(answer.people)
    field("complete", answer.isComplete)
    key("messages")
    array(answer.log)
    if let gap = answer.gap {
      key("gap")
      beginObject()
      field("from_seq", gap.from)
      field("to_seq", gap.to)
      field("trimmed", gap.isTrimmed)
      endObject()
    }
    if answer.status == .resumed {
      key("changed")
      array(answer.changed)
    }
  }
}
