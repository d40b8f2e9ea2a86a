import ChatModel
import Testing

@Suite struct PersonNameTests {
  @Test(arguments: ["Ann", "Ann of the Woods", "Systema", "The System", "ann\u{200D}", "王"])
  func takesNames(_ text: String) throws {
    #expect(try PersonName("  \(text) ").text == text)
  }

  @Test(arguments: ["System", "system", " SYSTEM ", "Sys\u{200D}tem", "\u{200C}System"])
  func nobodyIsCalledAsTheServerIs(_ text: String) {
    #expect(throws: PersonName.Refusal.reserved) { try PersonName(text) }
  }

  @Test(arguments: ["", "  ", "\u{200D}"]) func refusesWhatNobodySees(_ text: String) {
    #expect(throws: PersonName.Refusal.empty) { try PersonName(text) }
  }

  @Test(arguments: ["a\nb", "a\u{202E}b", "a\u{1B}[1m", "a\u{2028}b"]) func refusesWhatIsNoText(_ text: String) {
    #expect(throws: PersonName.Refusal.control) { try PersonName(text) }
  }

  @Test func countsCharactersAndBytes() throws {
    #expect(try PersonName(String(repeating: "x", count: 32)).text.count == 32)
    #expect(throws: PersonName.Refusal.tooLong) { try PersonName(String(repeating: "x", count: 33)) }
    #expect(throws: PersonName.Refusal.tooLong) { try PersonName(String(repeating: "e\u{301}\u{302}", count: 30)) }
  }
}
