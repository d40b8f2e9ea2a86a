import ChatModel
import ChatStore

/// A person as somebody who moderates writes it: an id, its short form, an exact name, or a pattern of names.
struct WhoQuery: Sendable, Equatable {
  /// What a query finds among people.
  enum Finding: Equatable {
    /// Nobody fits.
    case nobody
    /// One person fits, or a pattern fits all of these.
    case people([KnownPerson])
    /// A name or a short id fits several: somebody has to say who is meant.
    case ambiguous([KnownPerson])
  }

  private enum Form: Equatable {
    case id(MemberID)
    case exact
    case glob(Glob)
  }

  /// What was written.
  let text: String
  private let form: Form

  /// Reads a query; every text is one.
  init(_ text: String) {
    self.text = text
    form = if let id = MemberID(text) { .id(id) } else { Glob.isPattern(text) ? .glob(Glob(text)) : .exact }
  }

  /// The id, if the query is one: such a person need not be found anywhere.
  var id: MemberID? { if case .id(let id) = form { id } else { nil } }

  /// Whether several people may be meant.
  var isPattern: Bool { if case .glob = form { true } else { false } }

  /// Whether it means this person.
  func fits(_ person: KnownPerson) -> Bool {
    switch form {
    case .id(let id): person.id == id
    case .exact: person.name == text || isShortForm(of: person.id)
    case .glob(let glob): glob.matches(person.name)
    }
  }

  /// At least six characters of an id, with its prefix or without.
  private func isShortForm(of id: MemberID) -> Bool {
    let body = text.hasPrefix("m_") || text.hasPrefix("u_") ? text.dropFirst(2) : text[...]
    guard body.utf8.count >= 6 else { return false }
    return body.count == text.count ? id.rawValue.dropFirst(2).hasPrefix(body) : id.rawValue.hasPrefix(text)
  }

  /// Whom it means among these people; one who is there under several names is one person.
  func find(among people: some Sequence<KnownPerson>) -> Finding {
    var found: [KnownPerson] = []
    var known = Set<MemberID>()
    for person in people where fits(person) && known.insert(person.id).inserted { found.append(person) }
    if found.isEmpty { return .nobody }
    return found.count == 1 || isPattern ? .people(found) : .ambiguous(found)
  }
}
