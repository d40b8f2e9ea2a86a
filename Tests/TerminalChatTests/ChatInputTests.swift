import ChatModel
import Testing

@testable import TerminalChat

@Suite struct ChatInputTests {
  @Test(arguments: [
    ("hello", ChatInput.say("hello")), ("  indented", .say("  indented")), ("//shrug", .say("/shrug")), ("", .nothing),
    ("   ", .nothing), ("/who", .who), ("/history", .history(20)), ("/history 5 ", .history(5)), ("/quit", .quit),
    ("/nick  Ann Bee ", .nick("Ann Bee")), ("/leave", .leave), ("/rooms", .rooms), ("/help", .help),
  ])
  func understandsLines(line: String, input: ChatInput) { #expect(ChatInput(line) == input) }

  @Test func joinsWithAndWithoutAHash() throws {
    let room = try #require(RoomID("attic"))
    #expect(ChatInput("/join attic") == .join(room))
    #expect(ChatInput("/join #attic") == .join(room))
  }

  @Test(arguments: [
    ("/jion attic", "There is no /jion. Did you mean /join?"), ("/hlep", "There is no /hlep. Did you mean /help?"),
    ("/xyzzy", "There is no /xyzzy. /help lists the commands."),
    ("/\u{1B}[2J", #"There is no /\u{1b}[2J. /help lists the commands."#),
    ("/who me", "/who stands alone."), ("/nick", "/nick takes a name."),
    ("/history 0", "/history takes a number from 1 to 200."),
    ("/join", "/join takes a room, such as /join lobby: 1 to 64 of a-z, 0-9, '.', '_' and '-'."),
    ("/join No Room", "/join takes a room, such as /join lobby: 1 to 64 of a-z, 0-9, '.', '_' and '-'."),
  ])
  func saysWhatIsWrong(line: String, text: String) { #expect(ChatInput(line) == .wrong(text)) }

  @Test func completesCommandsRoomsAndNames() {
    let names = ["Amber Heron", "Ann", "Bob"]
    func offered(_ line: String) -> [String] {
      Completer.candidates(for: line, names: names, rooms: ["attic", "lobby"])
    }
    #expect(offered("/h") == ["/help", "/history"])
    #expect(offered("/join a") == ["attic"])
    #expect(offered("hi A") == ["Amber Heron", "Ann"])
    #expect(offered("hi amber he") == ["Heron"])
    #expect(offered("@Bo") == ["@Bob"])
    #expect(offered("hi") == [])
    #expect(offered("/who A") == [])
  }
}
