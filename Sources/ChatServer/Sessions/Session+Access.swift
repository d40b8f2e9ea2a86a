import ChatModel
import ChatStore
import Tokens

/// What an access token lets somebody do; without one nothing is added and nothing kept away.
extension Session {
  /// Why it may not be in a room; nil if it may.
  func refusal(of room: RoomID) -> ChatError? {
    guard let access, !access.allows(room) else { return nil }
    return ChatError(
      .forbidden, "Your access token is not for this room.", hint: "Choose one of the rooms it names, or get another.")
  }

  /// Why it may not choose another name; nil if it may.
  var refusalOfRename: ChatError? {
    guard access?.name != nil else { return nil }
    return ChatError(
      .forbidden, "Your name comes with your access token.", hint: "Change it where you get the token.")
  }

  /// The role its token gives in all rooms.
  var roleByToken: Role { access?.roleEverywhere ?? .member }

  /// The role it has in a room, but for what the room itself gives.
  func role(in room: RoomID) -> Role {
    guard let access else { return person.role }
    return max(person.role, access.role(in: room))
  }

  /// The person with that role.
  func person(in room: RoomID) -> Person {
    var person = person
    if access != nil { person.role = role(in: room) }
    return person
  }

  /// What others have to know of its token's role; nil for a member's.
  ///
  /// - Parameter grace: how long a connection may outlive its token, in milliseconds.
  func tokenRole(grace: Int64) -> TokenRole? {
    guard let access, access.role > .member else { return nil }
    return TokenRole(role: access.role, rooms: access.role == .admin ? nil : access.rooms, ends: access.expires + grace)
  }
}
