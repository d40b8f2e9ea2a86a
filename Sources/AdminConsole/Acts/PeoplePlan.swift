import ChatModel
import ChatStore
import Rendering

/// What an act on people is going to do, for whoever has to agree.
struct PeoplePlan: Sendable, Equatable {
  let act: PersonAct
  /// The room; nil for all rooms.
  let room: RoomID?
  let people: [KnownPerson]

  /// Whether somebody has to agree: a pattern may fit more people than was meant.
  var needsConsent: Bool { people.count > 1 }

  /// The plan in lines.
  var lines: [String] {
    let count = people.count == 1 ? "1 person" : "\(people.count) people"
    let shownPeople = people.prefix(20).map { "  \($0.id) \(TerminalText.escaped($0.name))" }
    let more = people.count > 20 ? ["  and \(people.count - 20) more"] : []
    return ["\(act.rawValue) \(count) in \(room.map(\.rawValue) ?? "all rooms"):"] + shownPeople + more
  }
}
