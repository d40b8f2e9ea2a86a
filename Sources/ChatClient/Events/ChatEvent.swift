public import ChatModel

/// What a client hears, in the order it happened.
public enum ChatEvent: Sendable, Hashable {
  /// The connection came, went or is being tried.
  case state(ClientState)
  /// The server said who one is; `resume` lets one come back as the same person, so keep the newest.
  case session(ChatMember, resume: String?)

  /// One is in a room: after asking, and again after each reconnect. What was missed follows as ``message(_:)`` and
  /// ``messageUpdate(_:)``, each once.
  case joined(RoomSnapshot)
  /// Too much was missed in a room: these messages are not brought. ``joined(_:)`` follows.
  case gap(RoomID, MessageGap)
  /// The room's log is another one: positions and messages known before do not count. ``joined(_:)`` follows.
  case reset(RoomID)
  /// One is not in that room any more, because the server did not let one in again.
  case roomLost(RoomID, ChatClientError)

  /// Somebody spoke, oneself included. Each message comes once, in the order of the log.
  case message(ChatMessage)
  /// A message changed: it was deleted, or restored.
  case messageUpdate(ChatMessage)
  /// All messages up to this number are gone.
  case messagesRemoved(RoomID, upToSeq: Int64)
  /// Messages are there again; `history` has them.
  case messagesRestored(RoomID, fromSeq: Int64, toSeq: Int64)

  /// Somebody came.
  case memberAdd(ChatMember)
  /// Somebody went.
  case memberDelete(MemberLeave)
  /// Somebody has a new name or role.
  case memberUpdate(ChatMember)
  /// Who is in a room, after a time in which only their number was told.
  case memberList(RoomID, [ChatMember])
  /// Settings of a room changed, or in a crowd the number of people.
  case roomUpdate(RoomInfo)
  /// Somebody writes.
  case typing(RoomID, MemberID, username: String)

  /// One was taken out of a room.
  case kicked(Kick)
  /// A word of the server.
  case notice(Notice)
  /// So many events were dropped before the next one: the consumer was slow, and the policy is to drop.
  case dropped(Int)
}
