import ChatModel
import JSONText

/// What an act is about, for the audit: ids and numbers only.
struct AuditSubject {
  var kind: String
  var room: RoomID?
  var member: MemberID?
  var count: Int64?
  var plan: String?
  var value: String?
  var until: Int64?

  init(
    _ kind: String, room: RoomID? = nil, member: MemberID? = nil, count: Int64? = nil, plan: String? = nil,
    value: String? = nil, until: Int64? = nil
  ) {
    (self.kind, self.room, self.member, self.count) = (kind, room, member, count)
    (self.plan, self.value, self.until) = (plan, value, until)
  }

  /// The line's body.
  func body(_ act: Act, phase: AuditEntry.Phase, at date: Int64) -> String {
    var object: JSONObject = [
      "at": .number(JSONNumber(date)), "act": .string(act.id.rawValue), "kind": .string(kind),
      "phase": .string(phase.rawValue), "by": .string(act.author.id),
    ]
    if let room { object["room"] = .string(room.rawValue) }
    if let member { object["member"] = .string(member.rawValue) }
    if let count { object["count"] = .number(JSONNumber(count)) }
    if let plan { object["plan"] = .string(plan) }
    if let value { object["value"] = .string(value) }
    if let until { object["until"] = .number(JSONNumber(until)) }
    if !act.reason.isEmpty { object["reason"] = .string(act.reason) }
    return String(decoding: JSONValue.object(object).encoded, as: UTF8.self)
  }
}
