/// What may stand at the end of a line.
struct CompletionQuestion: Equatable {
  /// What is wanted there.
  enum Kind: Equatable {
    /// One of these words.
    case words([String])
    /// A room.
    case rooms
    /// A person of a room; that of `--room`, if the line names one.
    case people(room: String?)
    /// An act that can be undone, of a room.
    case acts(room: String?)
    /// A file: the line editor's own business.
    case files
    /// Nothing that is known.
    case nothing
  }

  /// What is wanted.
  let kind: Kind
  /// What has been typed of it, quotes taken off.
  let start: String

  /// Works out what may come next in a line that ends at the cursor.
  init(line: String, table: CommandTable = .current) {
    let split = WordSplitter.split(line)
    var words = split.words
    let isInWord = split.endsInWord || split.fault != nil
    let start = isInWord ? words.popLast() ?? "" : ""
    self.start = start
    guard let command = words.first else {
      kind = .words(table.names + ["help", "quit"])
      return
    }
    if command == "help" {
      kind = words.count == 1 ? .words(table.names) : .nothing
      return
    }
    let options = table.options[command] ?? []
    if let last = words.last, let option = options.first(where: { $0.name == last }), option.takesValue {
      kind = Self.value(of: option, words: words)
    } else if start.hasPrefix("-") {
      kind = .words(options.map(\.name).filter { !words.contains($0) || $0 == start })
    } else {
      kind = Self.positional(of: command, words: words)
    }
  }

  private static func value(of option: CommandTable.OptionEntry, words: [String]) -> Kind {
    switch option.name {
    case "--room", "--into": .rooms
    case "--from": .people(room: room(in: words))
    case "--output": .files
    default: option.values.isEmpty ? .nothing : .words(option.values)
    }
  }

  private static func positional(of command: String, words: [String]) -> Kind {
    switch command {
    case "rooms", "use", "room", "members", "tail", "dump": .rooms
    case "whois", "kick", "ban", "unban", "mute", "unmute", "role", "erase", "export":
      command == "role" && words.count > 1
        ? .words(["member", "moderator", "admin"]) : .people(room: room(in: words))
    case "load": .files
    case "lock", "unlock", "hide", "unhide": .rooms
    case "undo": .acts(room: room(in: words))
    case "slowmode": .words(["off"])
    case "acl": words.count > 1 ? .words(["viewer", "moderator", "server"]) : .words(["print"])
    case "audit": words.count > 1 ? .nothing : .words(["verify"])
    default: .nothing
    }
  }

  private static func room(in words: [String]) -> String? {
    guard let index = words.lastIndex(of: "--room"), index + 1 < words.count else { return nil }
    return words[index + 1]
  }
}
