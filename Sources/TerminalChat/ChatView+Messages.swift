import ChatClient
import ChatModel
import Rendering

extension ChatView {
  /// A message, a line for each of its own.
  func lines(for message: ChatMessage) -> [String] {
    let front = front(message.room) + TimeText.clock(message.date) + " "
    if message.kind == .deleted { return [front + palette.faint(Self.words(forDeleted: message))] }
    let name = TerminalText.escaped(message.username) + (message.isBot ? " [bot]" : "")
    let isSystem = message.kind == .system
    let used = TerminalText.columns(of: front + (isSystem ? "* " : "") + name + ": ")
    let lines = rows(of: message.text, behind: used).map { marked($0, in: message) }
    let first = isSystem ? palette.warning("* \(name): \(lines[0])") : palette.name(name) + ": " + lines[0]
    return [front + first] + lines.dropFirst().map { Self.inset + $0 }
  }

  /// Stands before all lines of a message but the first, so that none of them passes for another message.
  private static let inset = "      | "

  private func rows(of text: String, behind used: Int) -> [String] {
    // CR LF is one character.
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .map { TerminalText.escaped(String($0)) }
    if lines.count > Self.linesOfMessage { lines = lines.prefix(Self.linesOfMessage) + ["…"] }
    guard let columns else { return lines }
    let others = columns - Self.inset.count
    return lines.enumerated().flatMap { place, line in
      WrappedText(line, first: place == 0 ? columns - used : others, others: others).rows
    }
  }

  private func marked(_ shown: String, in message: ChatMessage) -> String {
    guard let me, message.from != me.id else { return shown }
    return Mention.marked(shown, name: TerminalText.escaped(me.name)) { palette.mention($0) }
  }

  /// Somebody spoke.
  mutating func heard(_ message: ChatMessage) -> [String] {
    rooms[message.room]?.hasMessages = true
    return lines(for: message)
  }

  func changed(_ message: ChatMessage) -> [String] {
    guard message.kind == .deleted else {
      return [note("A deleted message is back:", in: message.room)] + lines(for: message)
    }
    return [note("\(TimeText.clock(message.date)) \(Self.words(forDeleted: message))", in: message.room)]
  }

  private static func words(forDeleted message: ChatMessage) -> String {
    let by = message.tombstone.map { $0.by.isEmpty ? "" : " by \(TerminalText.escaped($0.by))" } ?? ""
    let why = message.tombstone.map { $0.reason.isEmpty ? "" : " (\(TerminalText.escaped($0.reason)))" } ?? ""
    let whose = message.username.isEmpty ? "A message" : "A message of \(TerminalText.escaped(message.username))"
    return "\(whose) was deleted\(by)\(why)."
  }
}
