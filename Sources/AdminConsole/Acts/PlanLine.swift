import ChatStore
import Rendering

/// What an act would do, in a line.
enum PlanLine {
  /// `ban u_… (Ann) in lobby`
  static func text(_ act: String, _ person: KnownPerson, _ rest: String) -> String {
    let name = person.name.isEmpty ? "" : " (\(TerminalText.escaped(person.name)))"
    return "\(act) \(person.id)\(name) \(rest)"
  }
}
