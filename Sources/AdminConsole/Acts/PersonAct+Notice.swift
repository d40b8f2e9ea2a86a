import ChatModel
import JSONText

extension PersonAct {
  /// What the person concerned is told, as the event's argument.
  func notice(in room: RoomID, reason: String, until: Int64?, act: String) -> [UInt8] {
    let why = reason.isEmpty ? "" : " Reason: \(reason)"
    let text =
      switch self {
      case .mute: "You are muted in \(room): you can read but not write.\(why)"
      case .unmute: "You can write in \(room) again."
      case .unban: "You are no longer banned from \(room)."
      case .kick, .ban: "You were \(done)\(self == .ban ? " from" : " out of") \(room).\(why)"
      }
    var notice: JSONObject = [
      "severity": .string(self == .mute ? "warning" : "info"), "code": .string(done), "text": .string(text),
      "room": .string(room.rawValue), "act": .string(act),
    ]
    if let until { notice["until"] = .number(JSONNumber(until)) }
    return JSONValue.object(notice).encoded
  }
}
