public import JSONText

/// What a plugin can reach: a live chat, or a transcript.
public protocol BotWorld: Sendable {
  /// The time, in Unix milliseconds.
  var now: Int64 { get async }
  /// Says something in a room, and comes back when it is there, or as good as there.
  ///
  /// - Parameter origin: what it is said for; the same one and number come to nothing more than once.
  func say(_ text: String, in room: String, for origin: SayOrigin) async throws(BotError)
  /// The newest messages of a room, oldest first.
  func history(of room: String, limit: Int) async throws(BotError) -> [BotMessage]
  /// The people of a room: `{id, name, role, bot}`.
  func members(of room: String) async throws(BotError) -> [JSONObject]
  /// Does what moderators may do.
  func moderate(_ act: JSONObject, in room: String) async throws(BotError)
}

/// What a plugin says something for.
public struct SayOrigin: Sendable, Equatable {
  /// What happened: a message's room and number, a schedule's name and time, or something nobody else has.
  public var cause: String
  /// The how-manieth word it says for it.
  public var number: Int
  /// Over how many programs it came about.
  public var hops: Int64

  /// A word for a cause.
  public init(cause: String, number: Int, hops: Int64) {
    self.cause = cause
    self.number = number
    self.hops = hops
  }
}
