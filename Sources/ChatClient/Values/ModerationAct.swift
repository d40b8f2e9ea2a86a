public import ChatModel
import JSONText

/// What a moderator does in a room.
public enum ModerationAct: Sendable, Hashable {
  /// Takes somebody out; coming back is allowed.
  case kick(MemberID)
  /// Takes somebody out and keeps them out, for so many seconds or without end.
  case ban(MemberID, seconds: Int64? = nil)
  /// Lets somebody in again.
  case unban(MemberID)
  /// Lets somebody read but not write, for so many seconds or without end.
  case mute(MemberID, seconds: Int64? = nil)
  /// Lets somebody write again.
  case unmute(MemberID)
  /// Deletes messages, at most 100.
  case delete([MessageID])
  /// Lets only moderators write.
  case lock
  /// Lets everybody write again.
  case unlock
  /// Lets everybody write once in so many seconds; 0 for as often as they like.
  case slowMode(seconds: Int64)
  /// Gives the room a topic.
  case topic(String)

  /// The fields of the request.
  var fields: JSONObject {
    switch self {
    case .kick(let member): ["act": "kick", "member": .string(member.rawValue)]
    case .ban(let member, let seconds): Self.fields("ban", member, seconds)
    case .unban(let member): ["act": "unban", "member": .string(member.rawValue)]
    case .mute(let member, let seconds): Self.fields("mute", member, seconds)
    case .unmute(let member): ["act": "unmute", "member": .string(member.rawValue)]
    case .delete(let ids):
      ["act": "delete", "ids": .array(ids.map { .number(JSONNumber($0.microseconds)) })]
    case .lock: ["act": "lock"]
    case .unlock: ["act": "unlock"]
    case .slowMode(let seconds): ["act": "slowmode", "value": .number(JSONNumber(seconds))]
    case .topic(let topic): ["act": "topic", "value": .string(topic)]
    }
  }

  private static func fields(_ act: String, _ member: MemberID, _ seconds: Int64?) -> JSONObject {
    var fields: JSONObject = ["act": .string(act), "member": .string(member.rawValue)]
    if let seconds { fields["for"] = .number(JSONNumber(seconds)) }
    return fields
  }
}
