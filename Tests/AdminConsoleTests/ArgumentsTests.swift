import ChatStore
import Testing

@testable import AdminConsole

@Suite struct ArgumentsTests {
  @Test func aHeadIsReadAsItIsShown() throws {
    let text = "12:" + String(repeating: "0f", count: 32)
    #expect(try #require(AuditHead(argument: text)).text == text)
    #expect(AuditHead(argument: text.uppercased())?.text == text)
  }

  @Test(arguments: ["", "12", "x:00", "0:" + String(repeating: "0", count: 64), "12:abc"])
  func whatIsNoHeadIsRefused(text: String) { #expect(AuditHead(argument: text) == nil) }

  @Test func onlyIDsOfActsAreActs() {
    #expect(ActID(argument: "a_abcdefghij23")?.rawValue == "a_abcdefghij23")
    #expect(ActID(argument: "abcdefghij23") == nil)
  }

  @Test(arguments: [
    ["delete", "1", "--plan", "xyz"], ["trim"], ["trim", "--keep", "-1"], ["retain"], ["slowmode", "x"],
  ])
  func whatMakesNoSenseIsRefused(words: [String]) {
    #expect(throws: AdminError.self) { try ConsoleGrammar.read(words) }
  }
}
