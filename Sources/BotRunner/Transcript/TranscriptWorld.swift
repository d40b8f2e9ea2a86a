import JSONText

/// A chat of one room that only exists in a transcript, with a clock of its own.
actor TranscriptWorld: BotWorld {
  /// Something the plugin said or did.
  struct Word: Equatable {
    let text: String
    let isAct: Bool
  }

  static let room = "lobby"
  /// 2026-01-05 09:00:00 UTC, a Monday.
  static let start: Int64 = 1_767_603_600_000

  private(set) var now = start
  private let name: String
  private(set) var log: [BotMessage] = []
  private(set) var people: [(name: String, role: String)] = []
  private var words: [Word] = []
  private var causes: Set<String> = []
  private let hears: (@Sendable (String) -> Void)?

  /// - Parameters:
  ///   - name: the plugin's.
  ///   - hears: is told what the plugin says or does, as it happens; nil to keep it for the transcript.
  init(name: String, hears: (@Sendable (String) -> Void)? = nil) {
    self.name = name
    self.hears = hears
  }

  /// The id of somebody, made of the name.
  static func id(of name: String) -> String {
    "m_" + String((name.lowercased() + String(repeating: "x", count: 16)).prefix(16))
  }

  func pass(_ milliseconds: Int64) { now += milliseconds }
  func set(_ time: Int64) { now = time }

  func said(_ text: String, by speaker: String, isModerator: Bool, isBot: Bool = false) -> BotMessage {
    come(speaker, isModerator ? "moderator" : "member")
    let seq = Int64(log.count + 1)
    var message = BotMessage(
      room: Self.room, seq: seq, id: now * 1000 + seq, date: now, from: Self.id(of: speaker), name: speaker, text: text)
    message.role = isModerator ? "moderator" : "member"
    message.isBot = isBot
    log.append(message)
    return message
  }

  func come(_ name: String, _ role: String = "member") {
    if let index = people.firstIndex(where: { $0.name == name }) {
      if role != "member" { people[index].role = role }
    } else {
      people.append((name, role))
    }
  }

  func go(_ name: String) { people.removeAll { $0.name == name } }

  /// The next word of the plugin, waited for a little: some come by themselves.
  func nextWord(within limit: Duration) async -> Word? {
    var left = limit
    while words.isEmpty, left > .zero {
      do { try await Task.sleep(for: .milliseconds(10)) } catch { return nil }
      left -= .milliseconds(10)
    }
    return words.isEmpty ? nil : words.removeFirst()
  }

  private func heard(_ word: Word) {
    if let hears { hears(word.isAct ? "[\(word.text)]" : word.text) } else { words.append(word) }
  }

  // MARK: What the plugin reaches

  func say(_ text: String, in room: String, for origin: SayOrigin) async throws(BotError) {
    guard room == Self.room else { throw BotError("There is only the room \(Self.room) here.") }
    guard causes.insert("\(origin.cause) \(origin.number)").inserted else { return }
    _ = said(TextLimit.cut(text), by: name, isModerator: false, isBot: true)
    heard(Word(text: TextLimit.cut(text), isAct: false))
  }

  func history(of room: String, limit: Int) async throws(BotError) -> [BotMessage] { log.suffix(limit) }

  func members(of room: String) async throws(BotError) -> [JSONObject] {
    people.map { person in
      [
        "id": .string(Self.id(of: person.name)), "name": .string(person.name), "role": .string(person.role),
        "bot": .bool(person.name == name),
      ]
    }
  }

  func moderate(_ act: JSONObject, in room: String) async throws(BotError) {
    let target = act["member"]?.stringValue ?? ""
    let who = people.first { Self.id(of: $0.name) == target }?.name ?? target
    let length = act["for"]?.int64Value.map { " \($0)s" } ?? ""
    heard(Word(text: "\(act["act"]?.stringValue ?? "") \(who)\(length)".trimmed.description, isAct: true))
  }
}
