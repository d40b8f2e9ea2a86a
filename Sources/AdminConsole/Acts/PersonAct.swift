import ChatModel
import ChatStore

/// An act on a person.
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

  /// Whether it can end by itself.
  var canEnd: Bool { self == .ban || self == .mute }

  /// Where those are looked for that a word may mean, in a room or in all rooms.
  func place(in room: RoomID?) -> PeopleSearch.Place {
    guard let room else { return self == .unban ? .list(.bansEverywhere) : .everywhere }
    return switch self {
    case .unban: .list(.bans(room))
    case .unmute: .list(.mutes(room))
    case .kick, .ban, .mute: .room(room)
    }
  }
}
