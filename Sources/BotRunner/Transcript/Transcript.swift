import Rendering

/// A conversation with a plugin as plain text: what people say and do, and what the plugin is to say to it.
///
/// ```
/// # a comment
/// alice> !roll 2d6         she says something; alice*> for a moderator
/// dice< /rolled [0-9]+/    the plugin says something that fits, or just that text
/// dice< -                  it says nothing
/// guard! mute bob          it does what moderators may do
/// @ +5m                    time goes on
/// + bob                    he comes; - bob: he goes
/// ```
public struct Transcript: Sendable {
  /// What is expected of a word.
  enum Expectation: Sendable, Equatable {
    case text(String)
    case pattern(LinearPattern)
    case nothing

    func fits(_ text: String) -> Bool {
      switch self {
      case .text(let wanted): text == wanted
      case .pattern(let pattern): pattern.matchesWhole(text)
      case .nothing: false
      }
    }
  }

  enum Step: Sendable, Equatable {
    case says(String, isModerator: Bool, String)
    case comes(String)
    case goes(String)
    case passes(Int64)
    /// The plugin says or does something.
    case expect(Expectation, isAct: Bool)
  }

  struct Line: Sendable, Equatable {
    let number: Int
    let text: String
    let step: Step
  }

  /// Where it is, for people.
  public let path: String
  let lines: [Line]

  /// Reads a transcript.
  ///
  /// - Throws: ``BotError`` with file and line.
  public init(_ text: String, path: String) throws(BotError) {
    self.path = path
    var lines: [Line] = []
    for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = raw.trimmed
      if line.isEmpty || line.hasPrefix("#") { continue }
      let step: Step
      do throws(BotError) { step = try Self.step(line) } catch {
        throw BotError("\(path):\(index + 1): \(error.message)", hint: error.hint)
      }
      lines.append(Line(number: index + 1, text: String(line), step: step))
    }
    self.lines = lines
  }

  private static func step(_ line: Substring) throws(BotError) -> Step {
    if line.hasPrefix("@") {
      let text = line.dropFirst().trimmed
      guard text.hasPrefix("+"), let length = milliseconds(text.dropFirst()) else {
        throw BotError("\(TerminalText.escaped(String(text))) is no step of time.", hint: "Write @ +5m.")
      }
      return .passes(length)
    }
    if line.hasPrefix("+") || line.hasPrefix("-") {
      let name = String(line.dropFirst().trimmed)
      guard isName(name) else { throw BotError("Who comes or goes?", hint: "Write + bob.") }
      return line.hasPrefix("+") ? .comes(name) : .goes(name)
    }
    guard let mark = line.firstIndex(where: { "><!".contains($0) }) else {
      throw BotError("This line says nothing.", hint: "Write alice> hello, bot< hello, @ +5m, + bob or - bob.")
    }
    var name = line[..<mark].trimmed
    let text = line[line.index(after: mark)...].trimmed
    if line[mark] == ">" {
      let isModerator = name.hasSuffix("*")
      if isModerator { name = name.dropLast() }
      guard isName(String(name)) else { throw BotError("Who speaks?", hint: "Write alice> hello.") }
      return .says(String(name), isModerator: isModerator, unescaped(text))
    }
    return .expect(try expectation(text), isAct: line[mark] == "!")
  }

  private static func expectation(_ text: Substring) throws(BotError) -> Expectation {
    if text == "-" { return .nothing }
    guard text.count > 1, text.hasPrefix("/"), text.hasSuffix("/") else { return .text(unescaped(text)) }
    do throws(LinearPattern.Fault) { return .pattern(try LinearPattern(String(text.dropFirst().dropLast()))) } catch {
      throw BotError("\(TerminalText.escaped(String(text))) \(error).")
    }
  }

  private static func unescaped(_ text: Substring) -> String {
    text.replacing("\\n", with: "\n").description
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "_.-".contains($0) }
  }

  /// `90s`, `5m`, `1h`, `2d`.
  static func milliseconds(_ text: Substring) -> Int64? {
    let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()),
      (1...100_000).contains(number)
    else { return nil }
    return number * unit
  }
}
