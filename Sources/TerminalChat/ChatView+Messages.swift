import ChatClient
import ChatModel
import Rendering

extension ChatView {
  /// A message, a line for each of its own.
  func lines(for message: ChatMessage) -> [String] {
    let front = front(message.room) + TimeText.clock(message.date) + " "
    if message.kind == .deleted { return [front + palette.faint(Self.words(forDeleted: message))] }
    let name = TerminalText.escaped(message.username) + (message.isBot ? " [bot]" : "")
    // Its lines are set in, so that none of them passes for another message.
    // CR LF is one character.
    var lines = message.text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .map { text($0, of: message) }
    if lines.count > Self.linesOfMessage { lines = lines.prefix(Self.linesOfMessage) + ["…"] }
    let first =
      message.kind == .system ? palette.warning("* \(name): \(lines[0])") : palette.name(name) + ": " + lines[0]
    return [front + first] + lines.dropFirst().map { "      | " + $0 }
  }

  private func text(_ text: Substring, of message: ChatMessage) -> String {
    let shown = TerminalText.escaped(String(text))
    guard let me, message.from != me.id else { return shown }
    return Mention.marked(shown, name: TerminalText.escaped(me.name)) { palette.mention($0) }
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
