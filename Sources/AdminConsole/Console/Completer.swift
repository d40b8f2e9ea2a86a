import ChatModel
import ChatStore
import Rendering

/// Finds what a line may go on with; looks at no more than a few pages of the store.
struct Completer: Sendable {
  /// More than this are never offered.
  static let most = 100
  private static let pages = 5

  let session: AdminSession

  /// The words that fit at the end of a line, as they have to be written there.
  func candidates(for line: String) async -> [String] {
    await words(for: CompletionQuestion(line: line)).map(WordSplitter.quoted)
  }

  /// The words that fit, as they are.
  func words(for question: CompletionQuestion) async -> [String] {
    let found: [String]
    switch question.kind {
    case .words(let words): found = words.filter { $0.hasPrefix(question.start) }
    case .rooms: found = await rooms(question.start)
    case .people(let room): found = await people(question.start, room: room.flatMap { RoomID($0) } ?? session.room)
    case .acts(let room): found = await acts(question.start, room: room.flatMap { RoomID($0) } ?? session.room)
    case .files, .nothing: found = []
    }
    return Array(Set(found)).sorted().prefix(Self.most).map { $0 }
  }

  // What cannot be looked up now is simply not offered: the command itself will say what is wrong.
  private func rooms(_ start: String) async -> [String] {
    var found: [String] = []
    for page in 0..<Self.pages where found.count < Self.most {
      let rooms = try? await session.store.rooms(from: page * 500) { $0.rawValue.hasPrefix(start) }
      guard let rooms else { break }
      found += rooms.rooms.map(\.room.rawValue)
      if rooms.isLast { break }
    }
    return found
  }

  private func people(_ start: String, room: RoomID?) async -> [String] {
    guard let room else { return [] }
    var ids: [String: [String]] = [:]
    var cursor: UInt64? = 0
    for _ in 0..<Self.pages {
      guard let place = cursor, let page = try? await session.store.members(of: room, from: place) else { break }
      for member in page.members {
        // What the terminal could not show as it is, is offered as an id.
        let isPlain = TerminalText.escaped(member.name) == member.name && !Glob.isPattern(member.name)
        let word = isPlain ? member.name : member.id.rawValue
        if word.hasPrefix(start) { ids[word, default: []].append(member.id.rawValue) }
        if !start.isEmpty, member.id.rawValue.hasPrefix(start) {
          ids[member.id.rawValue, default: []].append(member.id.rawValue)
        }
      }
      cursor = page.next
    }
    // A name that fits two would only ask back.
    return ids.flatMap { word, found in Set(found).count == 1 ? [word] : Array(Set(found)) }
  }

  private func acts(_ start: String, room: RoomID?) async -> [String] {
    guard let room, let acts = try? await session.store.acts(in: room) else { return [] }
    return acts.map(\.id.rawValue).filter { $0.hasPrefix(start) }
  }
}
