import Testing

@testable import AdminConsole

@Suite struct CompletionQuestionTests {
  @Test func beginsWithCommands() {
    guard case .words(let words) = CompletionQuestion(line: "").kind else { return #expect(Bool(false)) }
    #expect(words.contains("rooms") && words.contains("history") && words.contains("quit"))
    #expect(CompletionQuestion(line: "hi").start == "hi")
  }

  @Test func knowsTheOptionsOfEachCommand() {
    guard case .words(let words) = CompletionQuestion(line: "history --be").kind else { return #expect(Bool(false)) }
    #expect(words.contains("--before") && words.contains("--room") && !words.contains("--stale"))
    guard case .words(let again) = CompletionQuestion(line: "history --room x --").kind else {
      return #expect(Bool(false))
    }
    #expect(!again.contains("--room"))
  }

  @Test(arguments: ["rooms ", "use lob", "history --room ", "tail a b"])
  func asksForRooms(line: String) { #expect(CompletionQuestion(line: line).kind == .rooms) }

  @Test func asksForPeopleOfTheRoomInTheLine() {
    #expect(CompletionQuestion(line: "whois An").kind == .people(room: nil))
    #expect(CompletionQuestion(line: "history --room lobby --from 'Amber H").kind == .people(room: "lobby"))
    #expect(CompletionQuestion(line: "history --room lobby --from 'Amber H").start == "Amber H")
  }

  @Test func offersTheValuesOfAnOption() {
    #expect(
      CompletionQuestion(line: "rooms --format ").kind == .words(["table", "jsonl", "csv", "json"]))
  }

  @Test func knowsNothingOfFreeText() { #expect(CompletionQuestion(line: "history --grep ").kind == .nothing) }

  @Test func offersActsRolesAndTheWordsOfInnerCommands() {
    #expect(CompletionQuestion(line: "undo --room lobby a_").kind == .acts(room: "lobby"))
    #expect(CompletionQuestion(line: "role ann ").kind == .words(["member", "moderator", "admin"]))
    #expect(CompletionQuestion(line: "acl print ").kind == .words(["viewer", "moderator", "server"]))
    #expect(CompletionQuestion(line: "audit ").kind == .words(["verify"]))
    #expect(CompletionQuestion(line: "lock ").kind == .rooms)
  }
}
