import Testing

@testable import BotRunner

@Suite struct TranscriptTests {
  @Test func readsEveryKindOfLine() throws {
    let transcript = try Transcript(
      "# a comment\n\nalice> !roll > 5\nmod*> hi\ndice< /rolled [0-9]+/\ndice< a\\nb\ndice< -\nguard! mute bob\n@ +5m\n+ bob\n- bob\n",
      path: "t.txt")
    #expect(
      transcript.lines.map(\.step) == [
        .says("alice", isModerator: false, "!roll > 5"), .says("mod", isModerator: true, "hi"),
        .expect(.pattern(try LinearPattern("rolled [0-9]+")), isAct: false), .expect(.text("a\nb"), isAct: false),
        .expect(.nothing, isAct: false), .expect(.text("mute bob"), isAct: true), .passes(300_000), .comes("bob"),
        .goes("bob"),
      ])
    #expect(transcript.lines.first?.number == 3)
  }

  @Test(arguments: [
    ("nonsense", "t.txt:1: This line says nothing."), ("\n@ soon", "t.txt:2:"), ("> hi", "Who speaks?"),
    ("+", "Who comes"),
    ("a< /(/", "without its end"),
  ])
  func saysWhatIsWrongAndWhere(text: String, said: String) throws {
    let error = try #require(throws: BotError.self) { try Transcript(text, path: "t.txt") }
    #expect(error.description.contains(said), "\(error)")
  }
}
