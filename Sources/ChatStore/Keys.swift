public import ChatModel

/// The names of all keys and channels; nothing else knows them.
///
/// Keys of a room carry the hash tag `{room}`, so that a step on a room stays in one slot.
public struct Keys: Sendable {
  /// First part of every key.
  public let prefix: String

  /// Keys that begin with this prefix.
  public init(prefix: String = "parlor:") { self.prefix = prefix }

  private func key(_ room: RoomID, _ part: String) -> String { "\(prefix){\(room.rawValue)}:\(part)" }

  /// Channel on which a room tells what happened.
  public func bus(_ room: RoomID) -> String { key(room, "bus") }
  /// Channel on which servers are woken up for what concerns all rooms.
  public var control: String { prefix + "control" }
  func state(_ room: RoomID) -> String { key(room, "state") }
  func members(_ room: RoomID) -> String { key(room, "members") }
  func dedupe(_ room: RoomID, _ member: MemberID, _ client: ClientMessageID) -> String {
    key(room, "dedupe:\(member.rawValue):\(client.rawValue)")
  }
  func pace(_ room: RoomID, _ member: MemberID) -> String { key(room, "pace:\(member.rawValue)") }

  /// The keys every step on a room declares, in the order the scripts name them.
  func step(_ room: RoomID) -> [String] {
    ["messages", "state", "members", "conns", "count", "roles", "bans", "mutes", "changed", "bus"].map { key(room, $0) }
  }

  /// Where a part of a room goes that cannot be used.
  func aside(_ room: RoomID, _ part: RoomPart, _ act: ActID) -> String {
    key(room, "aside:\(part.rawValue):\(act.rawValue)")
  }

  /// What the keys of all rooms' states look like, for `SCAN`.
  var statePattern: String {
    let plain = prefix.map { "*?[]\\^-".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    return plain + "{*}:state"
  }

  /// The room whose state this key is; nil for any other key.
  func room(ofState key: String) -> RoomID? {
    guard key.hasPrefix(prefix + "{"), key.hasSuffix("}:state") else { return nil }
    return RoomID(key.dropFirst(prefix.count + 1).dropLast("}:state".count))
  }

  func person(_ member: MemberID) -> String { "\(prefix)person:\(member.rawValue)" }
  func personRooms(_ member: MemberID) -> String { "\(prefix)person:\(member.rawValue):rooms" }
  func server(_ server: ServerID) -> String { "\(prefix)server:\(server.rawValue)" }
  func serverRooms(_ server: ServerID) -> String { "\(prefix)server:\(server.rawValue):rooms" }
  var servers: String { prefix + "servers" }
  var rooms: String { prefix + "rooms" }
  var announcements: String { prefix + "announcements" }
  var audit: String { prefix + "audit" }
  func act(_ act: ActID) -> String { "\(prefix)act:\(act.rawValue)" }
  func acts(_ room: RoomID) -> String { key(room, "acts") }
  func trash(_ room: RoomID, _ act: ActID) -> String { key(room, "trash:\(act.rawValue)") }
  var bans: String { prefix + "bans" }
  var secret: String { prefix + "secret" }
  var schema: String { prefix + "schema" }
}
