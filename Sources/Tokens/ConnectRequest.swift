public import ChatModel
public import JSONText

/// What a client says of itself at CONNECT: `{resume?, token?, name?, room?, since?, bot?}`, checked.
public struct ConnectRequest: Sendable, Hashable {
  /// A resume token, unverified.
  public let resume: String?
  /// A JSON Web Token, unverified.
  public let token: String?
  /// The name it would like.
  public let name: PersonName?
  /// The room it would like.
  public let room: RoomChoice
  /// What it has seen of that room already.
  public let since: LogPosition?
  /// Whether it says that it is a program.
  public let isBot: Bool

  /// Reads the payload; absent, it is as if empty. Keys that are not known are passed over, and `null` is as good as
  /// absent, except for `room`.
  ///
  /// - Throws: ``ChatError`` `invalid_payload`, which names the field.
  public init(auth: JSONObject?) throws(ChatError) {
    let fields = AuthFields(auth ?? JSONObject())
    resume = try fields.token("resume")
    token = try fields.token("token")
    name = try fields.name()
    room = try fields.room()
    since = try fields.since()
    isBot = try fields.flag("bot") ?? false
  }
}
