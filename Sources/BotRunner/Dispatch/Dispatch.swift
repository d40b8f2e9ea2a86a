/// What a message means to a plugin.
struct Dispatch: Sendable {
  /// Answers of programs to programs end here.
  static let mostHops: Int64 = 3

  enum Decision: Equatable {
    /// It is not meant.
    case nothing
    /// It is told.
    case call(PluginCall.Kind)
    /// Whoever asked may not give that command here.
    case refused(String)
    /// The word is no command of this plugin.
    case unknown(String)
    /// The commands are wanted.
    case help
  }

  let prefix: String
  /// The name it speaks under.
  let name: String
  let manifest: PluginManifest

  func decide(_ message: BotMessage) -> Decision {
    let text = message.text.trimmed
    let addressed = self.addressed(text)
    if message.isBot, addressed == nil || message.hops >= Self.mostHops { return .nothing }
    var line: Substring?
    if let addressed {
      line = addressed.hasPrefix(prefix) ? addressed.dropFirst(prefix.count) : addressed
    } else if text.hasPrefix(prefix), text.count > prefix.count {
      line = text.dropFirst(prefix.count)
    }
    if let line, let word = line.split(whereSeparator: \.isWhitespace).first, line.first?.isWhitespace == false {
      let name = word.lowercased()
      if name == "help" { return .help }
      if let command = manifest.commands.first(where: { $0.name == name }) {
        guard Self.may(message.role, command) else { return .refused(name) }
        return .call(.command(name, arguments: String(line.dropFirst(word.count)).trimmed.description))
      }
    }
    if manifest.listen.contains(where: { $0.matches(addressed ?? text) }) { return .call(.message) }
    if let word = line?.split(whereSeparator: \.isWhitespace).first, line?.first?.isWhitespace == false,
      addressed != nil || word.first?.isLetter == true
    {
      return .unknown(word.lowercased())
    }
    return .nothing
  }

  /// Whether somebody with this role may give a command.
  static func may(_ role: String, _ command: PluginManifest.Command) -> Bool {
    !command.isForModerators || role == "moderator" || role == "admin"
  }

  /// What is said to this bot by name: behind `@Name`, `Name:` or `Name,`; nil when it is not addressed.
  private func addressed(_ text: Substring) -> Substring? {
    var rest = text
    let hasAt = rest.hasPrefix("@")
    if hasAt { rest = rest.dropFirst() }
    guard rest.lowercased().hasPrefix(name.lowercased()) else { return nil }
    rest = rest.dropFirst(name.count)
    guard let next = rest.first else { return hasAt ? rest : nil }
    guard next == ":" || next == "," || (hasAt && next.isWhitespace) else { return nil }
    return rest.dropFirst().drop(while: \.isWhitespace)
  }
}

extension StringProtocol where SubSequence == Substring {
  var trimmed: Substring {
    let start = drop(while: \.isWhitespace)
    return start[..<(start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex)]
  }
}
