import ChatModel

/// What somebody typed: something to say, or a command.
enum ChatInput: Equatable {
  case nothing
  case say(String)
  case join(RoomID)
  case who
  case history(Int)
  case nick(String)
  case rooms
  case leave
  case help
  case quit
  /// Not understood; what to tell.
  case wrong(String)

  static let commands: [(name: String, usage: String, help: String)] = [
    ("/join", "/join ROOM", "come into a room, or turn to one you are in"),
    ("/leave", "/leave", "leave the room"),
    ("/who", "/who", "who is in the room"),
    ("/history", "/history [COUNT]", "what was said last, up to 200 messages"),
    ("/rooms", "/rooms", "which rooms there are"),
    ("/nick", "/nick NAME", "take another name"),
    ("/help", "/help", "this list"),
    ("/quit", "/quit", "leave the chat; so do Ctrl-D and Ctrl-C"),
  ]

  /// What `/help` shows.
  static var helpLines: [String] {
    let width = commands.map(\.usage.count).max() ?? 0
    let rows = commands.map { command in
      "  \(command.usage)\(String(repeating: " ", count: width - command.usage.count))  \(command.help)"
    }
    return rows + ["  Anything else is said in the room; begin with // to say something that begins with /."]
  }

  /// Understands a line.
  init(_ line: String) {
    let trimmed = line.drop(while: \.isWhitespace)
    guard !trimmed.allSatisfy(\.isWhitespace) else {
      self = .nothing
      return
    }
    guard trimmed.hasPrefix("/"), !trimmed.hasPrefix("//") else {
      self = .say(trimmed.hasPrefix("//") ? String(trimmed.dropFirst()) : line)
      return
    }
    let words = trimmed.split(separator: " ", maxSplits: 1)
    let rest = words.count > 1 ? String(words[1].drop(while: \.isWhitespace)) : ""
    self = Self.command(String(words[0]), rest.trimmedAtEnd)
  }

  private static func command(_ name: String, _ rest: String) -> ChatInput {
    switch name {
    case "/join":
      let text = rest.hasPrefix("#") ? String(rest.dropFirst()) : rest
      return RoomID(text).map { .join($0) }
        ?? .wrong("/join takes a room, such as /join lobby: 1 to 64 of a-z, 0-9, '.', '_' and '-'.")
    case "/nick": return rest.isEmpty ? .wrong("/nick takes a name.") : .nick(rest)
    case "/history":
      guard let count = rest.isEmpty ? 20 : Int(rest), (1...200).contains(count) else {
        return .wrong("/history takes a number from 1 to 200.")
      }
      return .history(count)
    case "/who", "/leave", "/rooms", "/help", "/quit":
      guard rest.isEmpty else { return .wrong("\(name) stands alone.") }
    default: return .wrong(Suggestion.text(for: name, among: commands.map(\.name)))
    }
    return switch name {
    case "/who": .who
    case "/leave": .leave
    case "/rooms": .rooms
    case "/help": .help
    default: .quit
    }
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
