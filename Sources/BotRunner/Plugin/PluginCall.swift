import JSONText

/// Something a plugin is told, that it may answer with a reply.
struct PluginCall: Sendable {
  enum Kind: Sendable, Equatable {
    /// Somebody gave one of its commands, with these words behind it.
    case command(String, arguments: String)
    /// A message it listens for.
    case message
    /// Somebody came or went.
    case event(String)
    /// The time of a schedule.
    case schedule(String)

    var method: String {
      switch self {
      case .command: "command"
      case .message: "message"
      case .event: "event"
      case .schedule: "schedule"
      }
    }
  }

  var kind: Kind
  /// What was said; nil for what nobody said.
  var message: BotMessage?
  /// The room it is about; nil for a schedule.
  var room: String?
  /// What else belongs to it.
  var more: JSONObject = [:]
  /// What tells it from every other call.
  var cause: String
  /// When, in Unix milliseconds.
  var time: Int64

  var params: JSONObject {
    var params: JSONObject = ["time": .number(JSONNumber(time))]
    switch kind {
    case .command(let name, let arguments):
      params["command"] = .string(name)
      params["args"] = .string(arguments)
    case .event(let name): params["event"] = .string(name)
    case .schedule(let name): params["name"] = .string(name)
    case .message: break
    }
    if let room { params["room"] = .string(room) }
    if let message { params["message"] = .object(message.json) }
    for entry in more.entries { params[entry.key] = entry.value }
    return params
  }
}
