import ChatModel
import JSONText
import Testing

@testable import ChatClient
@testable import TerminalChat

@Suite struct ChatViewTests {
  private func object(_ text: String) throws -> JSONObject { try #require(try JSONValue(parsing: text).objectValue) }

  private func message(_ text: String, name: String = "Bob", more: String = "") throws -> ChatMessage {
    var json = try object(
      #"{"id":1795526072257799,"seq":5,"date":1795526072257,"room":"lobby","from":"m_bbbbbbbbbbbbbbbb"\#(more)}"#)
    json["message"] = .string(text)
    json["username"] = .string(name)
    return try #require(ChatMessage(json: json))
  }

  private func view(colours: Bool = false) throws -> ChatView {
    var view = ChatView(server: "http://s", room: RoomID("lobby"), palette: Palette(isOn: colours))
    let me = try #require(
      ChatMember(json: try object(#"{"id":"m_aaaaaaaaaaaaaaaa","username":"Ann","room":"lobby","socket":"k"}"#)))
    _ = view.lines(for: .session(me, resume: nil))
    _ = view.lines(for: .joined(try snapshot("lobby", seq: 4)))
    return view
  }

  private func snapshot(_ room: String, seq: Int) throws -> RoomSnapshot {
    let me = #"{"id":"m_aaaaaaaaaaaaaaaa","username":"Ann","room":"\#(room)"}"#
    let joined = try object(
      #"{"room":"\#(room)","status":"fresh","epoch":"AAAAAAAAAAAAAAAA","seq":\#(seq),"first_seq":1,"count":1,"#
        + #""topic":"Tea","you":\#(me),"members":[\#(me)]}"#)
    return try #require(RoomSnapshot(json: joined))
  }

  private func body(_ lines: [String]) -> [String] { lines.map { String($0.dropFirst(6)) } }

  @Test func aMessageHasItsTimeAndName() throws {
    var view = try view()
    let lines = view.lines(for: .message(try message("hello")))
    #expect(lines.count == 1)
    #expect(try #require(lines.first).wholeMatch(of: /\d\d:\d\d Bob: hello/) != nil)
  }

  @Test func nothingPeopleTypedControlsTheTerminal() throws {
    var view = try view()
    let lines = view.lines(for: .message(try message("\u{1B}[2J\u{202E}x\r", name: "Eve\u{7}")))
    #expect(body(lines) == [#"Eve\u{7}: \u{1b}[2J\u{202e}x\u{d}"#])
    let kick = Kick(room: RoomID("lobby")!, reason: "\u{1B}c", by: "\u{9B}", ban: .none)
    #expect(!view.lines(for: .kicked(kick)).joined().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
  }

  @Test func noLineOfAMessagePassesForAnother() throws {
    var view = try view()
    #expect(body(view.lines(for: .message(try message("a\n10:00 Ann: b")))) == ["Bob: a", "| 10:00 Ann: b"])
    #expect(view.lines(for: .message(try message(String(repeating: "\n", count: 4000)))).count == 41)
    let pairs = try message("a\r\n10:00 Ann: b\r\n")
    #expect(body(view.lines(for: .message(pairs))) == ["Bob: a", "| 10:00 Ann: b", "| "])
    view.columns = 40
    let padded = "a" + String(repeating: " ", count: 28) + "10:00 Ann: b"
    #expect(body(view.lines(for: .message(try message(padded)))) == ["Bob: a", "| 10:00 Ann: b"])
  }

  @Test func onesOwnNameStandsOutWhereColoursAreWanted() throws {
    var coloured = try view(colours: true)
    #expect(coloured.lines(for: .message(try message("hi ann!")))[0].contains("\u{1B}[1;33mann\u{1B}[0m!"))
    #expect(!coloured.lines(for: .message(try message("hi Anna")))[0].contains("33m"))
    var plain = try view()
    #expect(!plain.lines(for: .message(try message("hi ann!")))[0].contains("\u{1B}"))
  }

  @Test func messagesOfOtherRoomsNameTheirRoom() throws {
    var view = try view()
    var json = try message("x").json
    json["room"] = "attic"
    #expect(view.lines(for: .message(try #require(ChatMessage(json: json))))[0].hasPrefix("[attic] "))
  }

  @Test func theConnectionIsToldHonestly() throws {
    var view = try view()
    #expect(view.lines(for: .state(.connecting(attempt: 1))) == ["* Connecting to http://s."])
    let refused = ChatClientError(.unreachable, "It does not answer.")
    #expect(
      view.lines(for: .state(.reconnecting(after: .seconds(1), because: refused))) == [
        "* There is no connection: It does not answer. It is tried again in 1 s."
      ])
    #expect(view.lines(for: .state(.live)) == [])
    #expect(view.prompt == "lobby> ")
    let lost = ChatClientError(.connectionLost, "The server stops or restarts.")
    #expect(
      view.lines(for: .state(.reconnecting(after: .milliseconds(400), because: lost))) == [
        "* The connection is lost: The server stops or restarts. It is tried again in 1 s."
      ])
    #expect(view.prompt == "lobby (offline)> ")
    #expect(view.lines(for: .state(.reconnecting(after: .seconds(1), because: lost))) == [])
    #expect(view.lines(for: .state(.reconnecting(after: .seconds(2), because: refused))).count == 1)
    #expect(view.lines(for: .state(.connecting(attempt: 1))) == [])
    #expect(view.lines(for: .state(.live)) == ["* Connected again."])
  }

  @Test func aGapAndAResetAreSaid() throws {
    var view = try view()
    let room = try #require(RoomID("lobby"))
    let gap = try #require(MessageGap(json: ["from_seq": 5, "to_seq": 6, "trimmed": false]))
    #expect(
      view.lines(for: .gap(room, gap)) == [
        "* 2 messages in lobby were missed and not shown here: /history shows the last ones."
      ])
    #expect(view.lines(for: .reset(room)).count == 1)
    _ = view.lines(for: .joined(try snapshot("attic", seq: 0)))
    #expect(view.lines(for: .reset(try #require(RoomID("attic")))) == [])
  }

  @Test func aKickIsToldInWordsAndLeavesTheRoom() throws {
    var view = try view()
    let room = try #require(RoomID("lobby"))
    #expect(
      view.lines(for: .kicked(Kick(room: room, reason: "noise", by: "Eve", ban: .none))) == [
        "* You were taken out of lobby by Eve. Reason: noise. /join lobby brings you back."
      ])
    #expect(view.current == nil)
    #expect(
      view.lines(for: .kicked(Kick(room: room, reason: "", by: nil, ban: .forever))) == [
        "* You are banned from lobby without end."
      ])
  }

  @Test func settingsAreToldWhenTheyChange() throws {
    var view = try view()
    let info = try #require(
      RoomInfo(json: try object(#"{"room":"lobby","topic":"Tea","locked":true,"slow_mode":5000,"count":9}"#)))
    #expect(
      view.lines(for: .roomUpdate(info)) == [
        "* The room is locked: only moderators can write.", "* Slow mode: one message each 5 s.",
      ])
    #expect(view.lines(for: .roomUpdate(info)) == [])
  }

  @Test func aNewNameOfOnesOwnIsToldOnce() throws {
    var view = try view()
    _ = view.lines(for: .joined(try snapshot("attic", seq: 0)))
    let renamed = try ["lobby", "attic"].map { room in
      let json = #"{"id":"m_aaaaaaaaaaaaaaaa","username":"Annie","room":"\#(room)"}"#
      return try #require(ChatMember(json: try object(json)))
    }
    #expect(renamed.flatMap { view.lines(for: .memberUpdate($0)) } == ["* You are Annie now."])
    #expect(view.called("Annie") == [])
    #expect(view.called("Ann") == ["* You are Ann now."])
    #expect(view.lines(for: .memberUpdate(renamed[0])) == ["* You are Annie now."])
  }

  @Test func whatIsTypedBehindAJoinIsAboutTheNewRoom() throws {
    var view = try view()
    let attic = try #require(RoomID("attic"))
    view.turn(to: attic)
    #expect((view.current?.rawValue, view.addressed) == ("lobby", attic))
    view.giveUp(attic)
    #expect(view.addressed == RoomID("lobby"))
    view.turn(to: attic)
    _ = view.lines(for: .joined(try snapshot("attic", seq: 0)))
    #expect((view.current, view.wanted) == (attic, nil))
  }

  @Test func refusalsAreSentencesAndNameWhatTheTerminalOffers() {
    let muted = ChatClientError(
      .init(.muted), "You are muted in this room. Reason: noise", hint: "Ask a moderator.", retryAfter: 2000)
    #expect(muted.words == "You are muted in this room. Reason: noise. Ask a moderator. Possible again in 2 s.")
    let unknown = ChatClientError(.init(.noSuchRoom), "There is no such room.", hint: "The event rooms lists them.")
    #expect(unknown.words == "There is no such room. /rooms lists those there are.")
  }

  @Test func deletedMessagesAreToldWithoutTheirText() throws {
    var view = try view()
    let stone = #","kind":"deleted","tombstone":{"by":"Eve","reason":"rude","date":1}"#
    let lines = view.lines(for: .messageUpdate(try message("", more: stone)))
    #expect(lines.count == 1)
    #expect(lines[0].hasSuffix("A message of Bob was deleted by Eve (rude)."))
  }

  @Test func recordsNeverHoldATokenAndKeepWhatTheServerSent() throws {
    let me = try #require(ChatMember(json: try object(#"{"id":"m_aaaaaaaaaaaaaaaa","username":"Ann","extra":1}"#)))
    #expect(
      EventRecord.line(for: .session(me, resume: "secret"))
        == #"{"event":"session","member":{"id":"m_aaaaaaaaaaaaaaaa","username":"Ann","extra":1}}"#)
    #expect(
      EventRecord.line(for: .message(try message("hi"))).hasPrefix(
        #"{"event":"message","room":"lobby","message":{"id""#))
  }
}
