import ChatModel
import ChatStore
import Rendering

extension AdminContext {
  /// Whom a word means; asks when it fits several, and refuses where nobody can be asked.
  func people(_ text: String, in place: PeopleSearch.Place) async throws(AdminError) -> [KnownPerson] {
    let query = WhoQuery(text)
    let finding = try await ask { () throws(StoreError) in
      try await PeopleSearch(store: store, query: query).find(in: place)
    }
    if Task.isCancelled { throw .interrupted }
    switch finding {
    case .people(let people): return people
    case .nobody:
      throw AdminError(
        .notFound, "Nobody is called \(TerminalText.escaped(text)).",
        hint: "Give an id to act on somebody who is not known here.")
    case .ambiguous(let people):
      let list = people.prefix(20).map { "\($0.id) \(TerminalText.escaped($0.name))" }
      let chosen = try await session.choose(
        "\(TerminalText.escaped(text)) fits \(people.count) people. Which one?", among: list)
      guard let chosen else {
        throw AdminError(
          .refused, "\(TerminalText.escaped(text)) fits \(people.count) people: \(list.joined(separator: ", ")).",
          hint: "Give the id.")
      }
      return [people[chosen]]
    }
  }

  /// The one person a word means.
  func person(_ text: String, in place: PeopleSearch.Place) async throws(AdminError) -> KnownPerson {
    let people = try await people(text, in: place)
    guard let first = people.first, people.count == 1 else {
      let list = people.prefix(20).map { "\($0.id) \(TerminalText.escaped($0.name))" }
      throw AdminError(
        .refused, "\(TerminalText.escaped(text)) fits \(people.count) people: \(list.joined(separator: ", ")).",
        hint: "Give the id of one.")
    }
    return first
  }
}
