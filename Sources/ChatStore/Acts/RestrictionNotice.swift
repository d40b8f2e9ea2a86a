import ChatModel
import JSONText

/// What somebody is told who was muted, or for whom a mute or ban was lifted.
struct RestrictionNotice {
  enum Kind {
    case unban
    case mute(until: Int64?)
    case unmute

    var word: String {
      switch self {
      case .unban: "unban"
      case .mute: "mute"
      case .unmute: "unmute"
      }
    }
    var until: Int64? { if case .mute(let until) = self { until } else { nil } }
  }

  /// The event's argument.
  let json: [UInt8]

  init(kind: Kind, room: RoomID, act: Act) {
    let why = act.reason.isEmpty ? "" : " Reason: \(act.reason)"
    let (severity, code, text) =
      switch kind {
      case .mute: ("warning", "muted", "You are muted in \(room): you can read but not write.\(why)")
      case .unmute: ("info", "unmuted", "You can write in \(room) again.")
      case .unban: ("info", "unbanned", "You are no longer banned from \(room).")
      }
    var notice: JSONObject = [
      "severity": .string(severity), "code": .string(code), "text": .string(text), "room": .string(room.rawValue),
      "act": .string(act.id.rawValue),
    ]
    if let until = kind.until { notice["until"] = .number(JSONNumber(until)) }
    json = JSONValue.object(notice).encoded
  }
}
