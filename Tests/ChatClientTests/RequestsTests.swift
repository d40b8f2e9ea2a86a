import ChatModel
import JSONText
import Testing

@testable import ChatClient

@Suite struct RequestsTests {
  private let accepted = #"[{"ok":true,"id":1011,"seq":11,"date":1}]"#

  private func send(_ ack: Int, _ text: String, id: String = "c1", room: String = "lobby") -> String {
    #"> 42\#(ack)["send",{"room":"\#(room)","text":"\#(text)","client_id":"\#(id)"}]"#
  }

  @Test func messagesOfARoomGoOutOneAfterAnother() throws {
    var talk = try Transcript(in: ["attic", "lobby"])
    #expect(try talk.says("a") == [send(3, "a")])
    #expect(try talk.says("b", id: "c2") == [])
    #expect(try talk.says("c", in: "attic", id: "c3") == [send(4, "c", id: "c3", room: "attic")])
    #expect(talk.server("433\(accepted)") == ["1 ok", send(5, "b", id: "c2")])
  }

  @Test func whatWasNotAcknowledgedIsRepeatedUnderItsNameAfterTheRoomIsBack() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = try talk.says("a")
    _ = try talk.says("b", id: "c2")
    #expect(talk.broke() == ["! reconnecting in 0.5 seconds connection_lost"])
    _ = talk.passes(.seconds(1))
    #expect(talk.open().filter { $0.contains("send") } == [])
    // An answer of the broken connection is nobody's.
    #expect(talk.server("432\(accepted)") == [])
    #expect(
      talk.server("433[\(Transcript.snapshot("lobby", "resumed", seq: 11, messages: [11]))]") == [
        "! joined lobby resumed 11 with []", "! message lobby 11", send(4, "a"),
      ])
    #expect(talk.server("434\(accepted)") == ["1 ok", send(5, "b", id: "c2")])
  }

  @Test func aMessageIsGivenUpAtItsDeadlineAndSaysWhetherItMayBeThere() throws {
    var talk = try Transcript(in: ["lobby"]) { $0.sendDeadline = .seconds(20) }
    _ = try talk.says("a")
    _ = try talk.says("b", id: "c2")
    talk.now += .seconds(20)
    let actions = talk.machine.timePassed(now: talk.now)
    let errors = actions.compactMap { action -> ChatClientError? in
      if case .finish(_, .failure(let error)) = action { error } else { nil }
    }
    #expect(errors.map(\.code) == [.timedOut, .timedOut])
    #expect(errors.first?.mayHaveHappened == true)
  }

  @Test func noMessageIsRepeatedForLongerThanTheServerKnowsIt() throws {
    var talk = try Transcript(in: ["lobby"]) { $0.sendDeadline = .seconds(3600) }
    _ = try talk.says("a")
    _ = talk.broke()
    #expect(talk.passes(.seconds(239)).contains("1 timed_out") == false)
    #expect(talk.passes(.seconds(1)).contains("1 timed_out"))
  }

  @Test(arguments: [("rate_limited", 700, 700), ("store_unavailable", nil, 1000)])
  func aMessageWaitsWhereWaitingHelpsAndKeepsItsPlace(code: String, retryAfter: Int?, wait: Int) throws {
    var talk = try Transcript(in: ["lobby"])
    _ = try talk.says("a")
    _ = try talk.says("b", id: "c2")
    #expect(talk.server("432[\(Transcript.refusal(code, retryAfter: retryAfter))]") == [])
    #expect(talk.machine.deadline == talk.now + .milliseconds(wait))
    #expect(talk.passes(.milliseconds(wait - 1)) == [])
    #expect(talk.passes(.milliseconds(1)) == [send(3, "a")])
    #expect(talk.server("433\(accepted)") == ["1 ok", send(4, "b", id: "c2")])
  }

  @Test func waitingInVainEndsWithTheRefusal() throws {
    var talk = try Transcript(in: ["lobby"]) { $0.sendDeadline = .seconds(2) }
    _ = try talk.says("a")
    _ = talk.server("432[\(Transcript.refusal("rate_limited", retryAfter: 1000))]")
    _ = talk.passes(.seconds(1))
    #expect(talk.server("433[\(Transcript.refusal("rate_limited", retryAfter: 1000))]") == ["1 rate_limited"])
  }

  @Test(arguments: ["muted", "slow_mode", "room_locked", "not_in_room", "too_large", "something_new"])
  func aRefusalIsTheCallersToDealWith(code: String) throws {
    var talk = try Transcript(in: ["lobby"])
    _ = try talk.says("a")
    #expect(talk.server("432[\(Transcript.refusal(code))]") == ["1 \(code)"])
  }

  @Test func questionsAreAskedAgainAfterABreakActsAreNot() throws {
    var talk = try Transcript(in: [])
    _ = talk.asks(.ask("rooms", [:], isRepeatable: true))
    _ = talk.asks(.ask("moderate", ["act": "kick"], isRepeatable: false))
    #expect(talk.broke() == ["2 connection_lost", "! reconnecting in 0.5 seconds connection_lost"])
    _ = talk.passes(.seconds(1))
    #expect(talk.open().last == #"> 423["rooms",{}]"#)
    #expect(talk.server("433[{\"ok\":true,\"rooms\":[]}]") == ["1 ok"])
  }

  @Test func requestsWaitForTheConnectionButNotForEver() throws {
    var talk = try Transcript()
    #expect(talk.asks(.ask("rooms", [:], isRepeatable: true)) == [])
    _ = talk.machine.started(now: talk.now)
    talk.now += .seconds(9)
    #expect(talk.passes(.seconds(1)).contains("1 timed_out"))
  }

  @Test func thereIsALimitToWhatWaits() throws {
    var talk = try Transcript { $0.requestLimit = 2 }
    _ = try talk.says("a")
    _ = try talk.says("b")
    #expect(try talk.says("c") == ["3 too_many_requests"])
  }

  @Test func whatTheServerWouldCloseTheConnectionOverIsNotSent() throws {
    var talk = try Transcript(in: ["lobby"])
    #expect(try talk.says(String(repeating: "x", count: 65_536)) == ["1 too_large"])
    #expect(try talk.says("b", id: "c2") == [send(3, "b", id: "c2")])
  }

  @Test func theLargestRequestIsNotRepeatedAfterAnEndForTooMuch() throws {
    var talk = try Transcript(in: ["attic", "lobby"])
    _ = try talk.says("small", in: "attic", id: "c1")
    _ = try talk.says("very, very large", id: "c2")
    _ = try talk.says("next", id: "c3")
    let tooMuch = ChatClientError(.init(.tooLarge), "Too much.")
    #expect(
      talk.words(talk.machine.transportClosed(tooMuch, now: talk.now)) == [
        "2 too_large", "! reconnecting in 0.5 seconds too_large",
      ])
    _ = talk.passes(.seconds(1))
    _ = talk.open()
    #expect(
      talk.server("435[\(Transcript.snapshot("attic", "resumed", seq: 10))]").last
        == send(7, "small", room: "attic"))
    #expect(
      talk.server("436[\(Transcript.snapshot("lobby", "resumed", seq: 10))]").last == send(8, "next", id: "c3"))
  }

  @Test func whatIsCancelledIsNotSentAndMakesRoom() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = try talk.says("a")
    _ = try talk.says("b", id: "c2")
    _ = try talk.says("c", id: "c3")
    #expect(talk.words(talk.machine.cancelled(RequestID(number: 2), now: talk.now)) == ["2 cancelled"])
    #expect(talk.server("432\(accepted)") == ["1 ok", send(3, "c", id: "c3")])
  }

  @Test func nobodyWaitsWhenEventsAreNotTaken() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = try talk.says("a")
    #expect(talk.words(talk.machine.consumerStuck()) == ["1 overloaded"])
    #expect(!talk.machine.hasCallers)
  }

  @Test func typingIsSentInARoomAndNeverKept() throws {
    var talk = try Transcript(in: ["lobby"])
    #expect(talk.words(talk.machine.typed(in: RoomID("lobby")!)) == [#"> 42["typing",{"room":"lobby"}]"#])
    #expect(talk.words(talk.machine.typed(in: RoomID("attic")!)) == [])
    _ = talk.broke()
    #expect(talk.words(talk.machine.typed(in: RoomID("lobby")!)) == [])
  }

  @Test func moderationSaysWhatItIsAbout() {
    let ann = MemberID(Transcript.ann)!
    #expect(ModerationAct.ban(ann, seconds: 60).fields == ["act": "ban", "member": .string(ann.rawValue), "for": 60])
    #expect(ModerationAct.delete([MessageID(7)!]).fields == ["act": "delete", "ids": [7]])
    #expect(ModerationAct.topic("t").fields == ["act": "topic", "value": "t"])
  }
}
