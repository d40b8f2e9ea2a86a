import JSONText

/// Something that happened: a command, a message, an event or the time of a schedule.
public struct Call {
  /// The plugin it happened to.
  public let bot: Bot
  /// When, in Unix milliseconds; in a transcript the time there.
  public let time: Int64
  /// The room; nil for a schedule.
  public let room: String?
  /// The command's name; empty for everything else.
  public let command: String
  /// What stands behind the command.
  public let arguments: String
  /// The name of the event or schedule.
  public let name: String
  /// What was said; nil for events and schedules.
  public let message: Message?
  /// Who came or went; nil for everything else.
  public let person: Person?

  init(bot: Bot, _ params: JSONObject) {
    self.bot = bot
    time = params["time"]?.int64Value ?? 0
    room = params["room"]?.stringValue
    command = params["command"]?.stringValue ?? ""
    arguments = params["args"]?.stringValue ?? ""
    name = params["name"]?.stringValue ?? params["event"]?.stringValue ?? ""
    message = params["message"]?.objectValue.flatMap { Message($0) }
    person = params["member"]?.objectValue.flatMap { Person($0) }
  }

  /// Says something in the room at once; what the handler returns is said after it.
  public func reply(_ text: String) throws {
    guard let room else { throw PluginError("A schedule has no room: use send.") }
    try bot.send(text, in: room)
  }
}
