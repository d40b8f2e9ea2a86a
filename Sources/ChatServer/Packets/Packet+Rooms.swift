import ChatModel
import ChatStore
import JSONText
import NIOCore

extension Packet {
  /// What the bus brought, as an event of the same name.
  static func event(_ item: BusItem) -> ByteBuffer {
    event(item.kind, arguments: item.arguments.readableBytesView)
  }

  static func roomReset(_ room: RoomID, epoch: Epoch, seq: Int64) -> ByteBuffer {
    event("room_reset") { writer in
      writer.field("room", room.rawValue)
      writer.field("epoch", epoch.rawValue)
      writer.field("seq", seq)
    }
  }

  static func messageUpdate(_ room: RoomID, _ message: ByteBuffer) -> ByteBuffer {
    event("message_update") { writer in
      writer.field("room", room.rawValue)
      writer.key("message")
      writer.raw(message.readableBytesView)
    }
  }

  static func memberUpdate(_ member: ByteBuffer, in room: RoomID) -> ByteBuffer {
    event("member_update") { writer in
      writer.field("room", room.rawValue)
      writer.key("member")
      writer.raw(member.readableBytesView)
    }
  }

  /// Somebody was found to be gone: why is not known.
  static func memberDelete(_ id: MemberID, _ member: ByteBuffer, in room: RoomID) -> ByteBuffer {
    var writer = JSONWriter()
    writer.string(MemberJSON.socket(of: member) ?? "")
    writer.beginObject()
    writer.field("room", room.rawValue)
    writer.field("member", id.rawValue)
    writer.field("reason", LeaveReason.left.rawValue)
    writer.endObject()
    return event("member_delete", arguments: writer.bytes)
  }

  /// Somebody was found to be out of a room; by whom is not known.
  static func kicked(from room: RoomID, reason: String) -> ByteBuffer {
    event("kicked") { writer in
      writer.field("room", room.rawValue)
      writer.field("reason", reason)
    }
  }

  /// Somebody is banned from all rooms; `until` is 0 for a ban without end.
  static func kicked(from room: RoomID, reason: String, bannedUntil until: Int64) -> ByteBuffer {
    event("kicked") { writer in
      writer.field("room", room.rawValue)
      writer.field("reason", reason)
      writer.key("banned_until")
      if until == 0 { writer.null() } else { writer.integer(until) }
    }
  }

  /// An announcement has ended before its time: who shows it takes it away.
  static func announcementEnded(_ act: ActID) -> ByteBuffer {
    event("notice") { writer in
      writer.field("severity", NoticeSeverity.info.rawValue)
      writer.field("code", "announcement_ended")
      writer.field("text", "An announcement has ended.")
      writer.field("act", act.rawValue)
    }
  }

  /// Members by the socket shown for them, as the sample chat lists them.
  static func memberHistory(_ members: [ByteBuffer]) -> ByteBuffer {
    event("member_history") { writer in
      for member in members {
        guard let socket = MemberJSON.socket(of: member) else { continue }
        writer.key(socket)
        writer.raw(member.readableBytesView)
      }
    }
  }

  static func messageHistory(_ messages: [ByteBuffer]) -> ByteBuffer {
    var writer = JSONWriter(capacity: messages.reduce(2) { $0 + $1.readableBytes + 1 })
    writer.array(messages)
    return event("message_history", arguments: writer.bytes)
  }

  static func messageHistory(_ messages: JSONItems) -> ByteBuffer {
    var writer = JSONWriter(capacity: messages.joined.readableBytes + 2)
    writer.array(messages)
    return event("message_history", arguments: writer.bytes)
  }

  /// A room's description with another number of people.
  static func description(_ description: ByteBuffer, count: Int64) -> ByteBuffer? {
    guard case .object(var object)? = try? JSONValue(parsing: description.readableBytesView) else { return nil }
    object["count"] = .number(JSONNumber(count))
    return ByteBuffer(bytes: JSONValue.object(object).encoded)
  }
}

extension JSONWriter {
  /// An array of values that are JSON already.
  mutating func array(_ items: [ByteBuffer]) {
    beginArray()
    for item in items { raw(item.readableBytesView) }
    endArray()
  }

  /// An array of values that the store has joined.
  mutating func array(_ items: JSONItems) {
    beginArray()
    if items.joined.readableBytes > 0 { raw(items.joined.readableBytesView) }
    endArray()
  }
}
