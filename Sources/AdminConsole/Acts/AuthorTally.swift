import ChatModel
import ChatStore
import Rendering

/// Who wrote the messages of a plan.
struct AuthorTally: Sendable {
  private var authors: [String: (name: String, count: Int)] = [:]

  /// Counts a message.
  mutating func add(_ message: StoredMessage) {
    let author = message.from?.rawValue ?? ""
    authors[author] = (message.name, (authors[author]?.count ?? 0) + 1)
  }

  /// The five who wrote most, and how many more there are.
  var line: String {
    let ranked = authors.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    let people = ranked.prefix(5).map { id, author in
      let name = author.name.isEmpty ? "the system" : TerminalText.escaped(author.name)
      return "\(author.count) by \(name)\(id.isEmpty ? "" : " (\(id))")"
    }
    let more = ranked.count > 5 ? ", and of \(ranked.count - 5) more people" : ""
    return people.joined(separator: ", ") + more
  }
}
