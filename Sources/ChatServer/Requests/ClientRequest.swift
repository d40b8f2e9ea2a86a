import ChatModel
import ChatStore

/// What a client asks for, understood and checked as far as that goes without the store.
enum ClientRequest {
  case send(SendRequest)
  case join(JoinRequest)
  case leave(RoomID)
  case history(HistoryRequest)
  case members(MembersRequest)
  case rooms(match: String?, cursor: String?)
  case typing(RoomID)
  case rename(PersonName)
  case moderate(ModerateRequest)

  /// Whether it may be under way together with others of its kind: the store takes them in order.
  var isSend: Bool { if case .send = self { true } else { false } }
}

/// A message to be accepted.
struct SendRequest {
  /// nil: the room joined at connect.
  var room: RoomID?
  var text: String
  var clientID: ClientMessageID?
  var hops: Int64
}

/// A room to be in, and from where to go on.
struct JoinRequest {
  var room: RoomID
  var since: ClaimedPosition?
  var limit: Int
}

/// A page of a room's log.
struct HistoryRequest {
  var room: RoomID
  var anchor: HistoryAnchor
  var limit: Int
}

/// A page of a room's people.
struct MembersRequest {
  var room: RoomID
  var cursor: String?
  var match: String?
  var limit: Int
}

/// An act of a moderator.
struct ModerateRequest {
  enum Act: String, CaseIterable {
    case kick, ban, unban, mute, unmute, delete, lock, unlock, slowmode, topic
  }
  var room: RoomID
  var act: Act
  var member: MemberID?
  var ids: [Int64]
  /// Milliseconds; nil for no end.
  var duration: Int64?
  var reason: String?
  /// What is set, where the act is one on the room.
  var setting: RoomSetting?
}
