import ChatClient
import ChatModel
import Rendering
import Synchronization

/// What a line of the chat may go on with.
struct Completer: Sendable {
  /// Where the line editor finds the completer, which is made after it.
  final class Reached: Sendable {
    private let value = Mutex<Completer?>(nil)
    var completer: Completer? {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }

  private let look: @Sendable (Bool) async -> (names: [String], rooms: [String])

  init(chat: InteractiveChat) {
    look = { [weak chat] wantsRooms in
      guard let chat else { return ([], []) }
      return (await chat.names, wantsRooms ? await chat.knownRooms : [])
    }
  }

  /// What may stand in place of the line's last word.
  func candidates(for line: String) async -> [String] {
    let wantsRooms = line.hasPrefix("/join ")
    let (names, rooms) = await look(wantsRooms)
    return Self.candidates(for: line, names: names, rooms: rooms)
  }

  static func candidates(for line: String, names: [String], rooms: [String]) -> [String] {
    let word = line.lastIndex(of: " ").map { String(line[line.index(after: $0)...]) } ?? line
    if line.hasPrefix("/"), !line.contains(" ") {
      return ChatInput.commands.map(\.name).filter { $0.hasPrefix(line) }.sorted()
    }
    if line.hasPrefix("/join ") { return rooms.filter { $0.hasPrefix(word) }.sorted() }
    if line.hasPrefix("/"), !line.hasPrefix("//") { return [] }
    return names.compactMap { rest(of: $0, after: line, word: word) }.sorted()
  }

  /// The part of a name that replaces the last word, where the line ends in the name's beginning. Names may have
  /// spaces: `Amber He` goes on with `Heron`.
  private static func rest(of name: String, after line: String, word: String) -> String? {
    let letters = Array(name)
    let typed = Array(line)
    for length in stride(from: min(letters.count, typed.count), to: 0, by: -1) {
      let begin = typed.count - length
      guard begin == 0 || typed[begin - 1] == " " || typed[begin - 1] == "@" else { continue }
      guard String(letters[..<length]).lowercased() == String(typed[begin...]).lowercased() else { continue }
      let spoken = word.count - length
      return spoken >= 0
        ? String(word.prefix(spoken)) + name : String(letters[(length - word.count)...])
    }
    return nil
  }
}

extension InteractiveChat {
  /// Names of people in the room in front that a terminal can show as they are.
  var names: [String] {
    let members = view.current.flatMap { view.rooms[$0]?.members.values.map { $0 } } ?? []
    let names = members.filter { $0.id != view.me?.id }.map(\.name)
    return Array(Set(names.filter { TerminalText.escaped($0) == $0 }))
  }

  /// Rooms that can be listed now; what cannot be looked up is not offered.
  var knownRooms: [String] {
    get async { view.isAway ? [] : ((try? await client.rooms())?.rooms ?? []).map(\.room.rawValue) }
  }
}
