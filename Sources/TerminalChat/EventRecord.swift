import ChatClient
import ChatModel
import JSONText

/// Events as JSON, a line each, for scripts.
enum EventRecord {
  /// `{"event":…,…}`; members, messages and notices as the server sent them. Never a token.
  static func line(for event: ChatEvent) -> String {
    text("event", name(of: event), fields(of: event))
  }

  /// A line of standard input was accepted.
  static func line(sent number: Int64, in room: RoomID, _ receipt: SendReceipt) -> String {
    text(
      "event", "sent",
      [
        "line": .number(JSONNumber(number)), "room": .string(room.rawValue),
        "id": .number(JSONNumber(receipt.id.microseconds)), "seq": .number(JSONNumber(receipt.seq)),
      ])
  }

  /// A line of standard input was not accepted.
  static func line(notSent number: Int64, in room: RoomID, _ error: ChatClientError) -> String {
    text(
      "event", "not_sent",
      ["line": .number(JSONNumber(number)), "room": .string(room.rawValue), "error": .object(fields(of: error))])
  }

  private static func text(_ key: String, _ name: String, _ fields: JSONObject) -> String {
    let object = JSONObject([.init(key: key, value: .string(name))] + fields.entries)
    return String(decoding: JSONValue.object(object).encoded, as: UTF8.self)
  }

  private static func name(of event: ChatEvent) -> String {
    switch event {
    case .state: "state"
    case .session: "session"
    case .joined: "joined"
    case .gap: "gap"
    case .reset: "reset"
    case .roomLost: "room_lost"
    case .message: "message"
    case .messageUpdate: "message_update"
    case .messagesRemoved: "messages_removed"
    case .messagesRestored: "messages_restored"
    case .memberAdd: "member_add"
    case .memberDelete: "member_delete"
    case .memberUpdate: "member_update"
    case .memberList: "member_list"
    case .roomUpdate: "room_update"
    case .typing: "typing"
    case .kicked: "kicked"
    case .notice: "notice"
    case .dropped: "dropped"
    }
  }

  private static func fields(of event: ChatEvent) -> JSONObject {
    switch event {
    case .state(let state): fields(of: state)
    case .session(let member, _): ["member": .object(member.json)]
    case .joined(let snapshot): fields(of: snapshot)
    case .gap(let room, let gap):
      [
        "room": .string(room.rawValue), "from_seq": number(gap.fromSeq), "to_seq": number(gap.toSeq),
        "trimmed": .bool(gap.isTrimmed),
      ]
    case .reset(let room): ["room": .string(room.rawValue)]
    case .roomLost(let room, let error): ["room": .string(room.rawValue), "error": .object(fields(of: error))]
    case .message(let message), .messageUpdate(let message):
      [
        "room": .string(message.room.rawValue), "message": .object(message.json),
      ]
    case .messagesRemoved(let room, let seq): ["room": .string(room.rawValue), "up_to_seq": number(seq)]
    case .messagesRestored(let room, let from, let to):
      [
        "room": .string(room.rawValue), "from_seq": number(from), "to_seq": number(to),
      ]
    case .memberAdd(let member), .memberUpdate(let member): ["member": .object(member.json)]
    case .memberDelete(let leave):
      [
        "room": .string(leave.room.rawValue), "member": .string(leave.member.rawValue),
        "socket": .string(leave.socket), "reason": .string(leave.reason),
      ]
    case .memberList(let room, let members):
      [
        "room": .string(room.rawValue), "members": .array(members.map { .object($0.json) }),
      ]
    case .roomUpdate(let info): info.json
    case .typing(let room, let member, let username):
      [
        "room": .string(room.rawValue), "member": .string(member.rawValue), "username": .string(username),
      ]
    case .kicked(let kick): fields(of: kick)
    case .notice(let notice): notice.json
    case .dropped(let count): ["count": number(Int64(count))]
    }
  }

  private static func fields(of snapshot: RoomSnapshot) -> JSONObject {
    var fields = snapshot.info.json
    // The description comes with the whole answer: its lists are told as they are delivered.
    for key in ["ok", "you", "members", "messages", "changed", "gap"] { fields[key] = nil }
    fields["you"] = .object(snapshot.you.json)
    fields["members"] = .array(snapshot.members.map { .object($0.json) })
    fields["messages"] = .array(snapshot.messages.map { .object($0.json) })
    return fields
  }

  private static func fields(of state: ClientState) -> JSONObject {
    switch state {
    case .idle: return ["state": "idle"]
    case .connecting(let attempt): return ["state": "connecting", "attempt": number(Int64(attempt))]
    case .live: return ["state": "live"]
    case .reconnecting(let wait, let error):
      let (seconds, attoseconds) = wait.components
      return [
        "state": "reconnecting", "after_ms": number(seconds * 1000 + attoseconds / 1_000_000_000_000_000),
        "error": .object(fields(of: error)),
      ]
    case .expelled: return ["state": "expelled"]
    case .closed(let error):
      var fields: JSONObject = ["state": "closed"]
      if let error { fields["error"] = .object(Self.fields(of: error)) }
      return fields
    }
  }

  private static func fields(of kick: Kick) -> JSONObject {
    var fields: JSONObject = ["room": .string(kick.room.rawValue), "reason": .string(kick.reason)]
    if let by = kick.by { fields["by"] = .string(by) }
    switch kick.ban {
    case .none: break
    case .until(let end): fields["banned_until"] = number(end)
    case .forever: fields["banned_until"] = .null
    }
    return fields
  }

  private static func fields(of error: ChatClientError) -> JSONObject {
    var fields: JSONObject = ["code": .string(error.code.rawValue), "message": .string(error.message)]
    if let hint = error.hint { fields["hint"] = .string(hint) }
    if let wait = error.retryAfter { fields["retry_after"] = number(wait) }
    if let until = error.until { fields["until"] = number(until) }
    if error.mayHaveHappened { fields["may_have_happened"] = true }
    return fields
  }

  private static func number(_ value: Int64) -> JSONValue { .number(JSONNumber(value)) }
}
