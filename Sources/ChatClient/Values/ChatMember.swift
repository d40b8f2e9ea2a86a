public import ChatModel
public import JSONText

/// Somebody in a room, as the server describes them.
public struct ChatMember: Sendable, Hashable {
  /// Who it is.
  public let id: MemberID
  /// The room this is about; nil for oneself outside rooms.
  public let room: RoomID?
  /// The id of the connection shown for them.
  public let socket: String
  /// The name; hostile to terminals until a sink's encoder has escaped it.
  public let name: String
  /// Path of the picture.
  public let avatar: String
  /// Whether it says of itself that it is a program.
  public let isBot: Bool
  /// What they may do here.
  public let role: Role
  /// All fields as the server sent them, also those not known here.
  public let json: JSONObject

  /// Reads a member; nil for an object without what a member needs.
  public init?(json: JSONObject) {
    guard let id = json["id"]?.stringValue.flatMap({ MemberID($0) }), let name = json["username"]?.stringValue else {
      return nil
    }
    self.id = id
    self.name = name
    self.json = json
    room = json["room"]?.stringValue.flatMap { RoomID($0) }
    socket = json["socket"]?.stringValue ?? ""
    avatar = json["avatar"]?.stringValue ?? ""
    isBot = json["bot"] == true
    role = json["role"]?.stringValue.flatMap { Role(rawValue: $0) } ?? .member
  }
}
