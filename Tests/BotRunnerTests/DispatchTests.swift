import Testing

@testable import BotRunner

@Suite struct DispatchTests {
  private let dispatch: Dispatch

  init() throws {
    var manifest = PluginManifest(name: "dice", run: "./dice.py")
    manifest.commands = [
      PluginManifest.Command(name: "roll", usage: "roll", help: "Roll."),
      PluginManifest.Command(name: "reset", usage: "reset", help: "Reset.", isForModerators: true),
    ]
    manifest.listen = [try LinearPattern("toss a coin")]
    dispatch = Dispatch(prefix: "!", name: "Dice Bot", manifest: manifest)
  }

  private func decide(_ text: String, role: String = "member", isBot: Bool = false, hops: Int64 = 0)
    -> Dispatch.Decision
  {
    var message = BotMessage(room: "lobby", seq: 1, id: 1, date: 1, from: "m_a", name: "A", text: text)
    (message.role, message.isBot, message.hops) = (role, isBot, hops)
    return dispatch.decide(message)
  }

  @Test func commandsAreKnownByPrefixAndByName() {
    for text in ["!roll 2d6", "!ROLL  2d6 ", "Dice Bot: roll 2d6", "dice bot, !roll 2d6", "@Dice Bot roll 2d6"] {
      #expect(decide(text) == .call(.command("roll", arguments: "2d6")), "\(text)")
    }
  }

  @Test func whatIsNotMeantIsLeft() {
    for text in ["roll 2d6", "! roll", "!!!", "!", "Dice Botany is fun", "5 > 3!", "", "!5"] {
      #expect(decide(text) == .nothing, "\(text)")
    }
    #expect(decide("shall we toss a coin?") == .call(.message))
    #expect(decide("!rol") == .unknown("rol"))
    #expect(decide("!help") == .help)
  }

  @Test func rolesCount() {
    #expect(decide("!reset") == .refused("reset"))
    #expect(decide("!reset", role: "moderator") == .call(.command("reset", arguments: "")))
    #expect(HelpText.text([dispatch.manifest], prefix: "!", role: "member") == "`!roll` Roll.")
    #expect(HelpText.text([dispatch.manifest], prefix: "!", role: "admin") == "`!roll` Roll.\n`!reset` Reset.")
  }

  @Test func programsAreAnsweredOnlyByNameAndThreeTimesAtTheMost() {
    #expect(decide("!roll", isBot: true) == .nothing)
    #expect(decide("toss a coin", isBot: true) == .nothing)
    #expect(decide("@Dice Bot roll", isBot: true, hops: 2) == .call(.command("roll", arguments: "")))
    #expect(decide("@Dice Bot roll", isBot: true, hops: 3) == .nothing)
  }

  @Test func aRoomsBudgetForProgramsFillsUpAgain() {
    var budget = RoomBudget()
    let taken = (0..<12).map { budget.take("a", now: Int64($0)) }
    #expect(taken.count { $0 } == 10)
    let others = [budget.take("b", now: 12), budget.take("a", now: 59_999), budget.take("a", now: 60_001)]
    #expect(others == [true, false, true])
  }

  @Test func suggestionsAreNear() {
    #expect(Suggestion.nearest(to: "rol", among: ["roll", "reset"]) == "roll")
    #expect(Suggestion.nearest(to: "orll", among: ["roll", "reset"]) == "roll")
    #expect(Suggestion.nearest(to: "weather", among: ["roll", "reset"]) == nil)
  }

  @Test func textsAreCutAtWholeCharacters() {
    let long = String(repeating: "é👩‍👧", count: 1000)
    let cut = TextLimit.cut(long)
    #expect(cut.utf8.count <= 4096 && cut.hasSuffix("…") && long.hasPrefix(cut.dropLast()))
    #expect(TextLimit.cut("short") == "short")
  }

  @Test(arguments: [
    ("*", "lobby", true), ("team-*", "team-a", true), ("team-*", "lobby", false), ("*-x", "a-x-x", true),
    ("a*b*c", "aXbYc", true), ("lobby", "lobby2", false),
  ])
  func roomPatterns(pattern: String, room: String, fits: Bool) { #expect(RoomPattern(pattern).matches(room) == fits) }
}
