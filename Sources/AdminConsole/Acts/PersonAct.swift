import ChatModel
import ChatStore

/// An act on a person in a room.
enum PersonAct: String, Sendable {
  case kick, ban, unban, mute, unmute

  /// What happened to somebody, in a word.
  var done: String {
    switch self {
    case .kick: "kicked"
    case .ban: "banned"
    case .unban: "unbanned"
    case .mute: "muted"
    case .unmute: "unmuted"
    }
  }

  /// Where those are looked for that a word may mean.
  func place(in room: RoomID) -> PeopleSearch.Place {
    switch self {
    case .unban: .list(.bans(room))
    case .unmute: .list(.mutes(room))
    case .kick, .ban, .mute: .room(room)
    }
  }
}
