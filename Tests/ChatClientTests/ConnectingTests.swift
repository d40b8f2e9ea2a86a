import ChatModel
import Testing

@testable import ChatClient

@Suite struct ConnectingTests {
  @Test func comesInWithoutARoomAndJoinsThoseItWants() throws {
    var talk = try Transcript {
      $0.name = "Ann"
      $0.isBot = true
      $0.credentials.resume = "r.s"
      $0.rooms = [.init(RoomID("lobby")!), .init(RoomID("attic")!)]
    }
    #expect(talk.words(talk.machine.started(now: talk.now)) == ["! connecting 1", "connect"])
    talk.machine.transportOpened(now: talk.now)
    #expect(talk.server(Transcript.handshake) == [#"> 40{"room":null,"resume":"r.s","name":"Ann","bot":true}"#])
    #expect(
      talk.server(#"40{"sid":"x"}"#) == [
        "! live", #"> 421["join",{"room":"attic"}]"#, #"> 422["join",{"room":"lobby"}]"#,
      ])
    #expect(
      talk.server(#"42["session",{"resume":"n.m","member":\#(Transcript.member("lobby"))}]"#) == ["! session Ann n.m"])
    #expect(talk.machine.resume == "n.m")
    #expect(talk.machine.me?.name == "Ann")
  }

  @Test func comesBackWithTheNewestTokenAndWaitsLongerEachTime() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = talk.server(#"42["session",{"resume":"n.m","member":\#(Transcript.member("lobby"))}]"#)
    #expect(talk.broke() == ["! reconnecting in 0.5 seconds connection_lost"])
    #expect(talk.passes(.milliseconds(400)) == [])
    #expect(talk.passes(.milliseconds(100)) == ["! connecting 1", "connect"])
    #expect(talk.broke() == ["! reconnecting in 0.5 seconds connection_lost"])
    #expect(talk.passes(.milliseconds(500)) == ["! connecting 2", "connect"])
    #expect(talk.broke() == ["! reconnecting in 1.0 seconds connection_lost"])
    #expect(talk.passes(.seconds(1)) == ["! connecting 3", "connect"])
    talk.machine.transportOpened(now: talk.now)
    #expect(talk.server(Transcript.handshake) == [#"> 40{"room":null,"resume":"n.m"}"#])
  }

  @Test func comesBackToAServerThatRestartsWhenItSaid() throws {
    var talk = try Transcript(in: [])
    #expect(
      talk.server(#"42["notice",{"severity":"info","code":"server_stopping","text":"t","retry_after":4000}]"#) == [
        "! notice server_stopping"
      ])
    #expect(talk.broke() == ["! reconnecting in 4.0 seconds connection_lost"])
    #expect(talk.passes(.seconds(4)) == ["! connecting 1", "connect"])
    #expect(talk.broke() == ["! reconnecting in 0.5 seconds connection_lost"])
  }

  @Test func waitsNoLongerThanTheLongestTimeAndByChanceHalfOfIt() {
    let backoff = Backoff(minimum: .seconds(1), maximum: .seconds(30))
    #expect(backoff.wait(afterFailures: 1, random: 0) == .seconds(1))
    #expect(backoff.wait(afterFailures: 4, random: 0) == .seconds(8))
    #expect(backoff.wait(afterFailures: 1_000_000, random: 0) == .seconds(30))
    #expect(backoff.wait(afterFailures: 1_000_000, random: 1) == .seconds(15))
  }

  @Test func answersPingsAndNoticesSilence() throws {
    var talk = try Transcript(in: [])
    #expect(talk.passes(.seconds(44)) == [])
    #expect(talk.server("2") == ["> 3"])
    #expect(talk.passes(.seconds(44)) == [])
    #expect(talk.passes(.seconds(1)) == ["close", "! reconnecting in 0.5 seconds connection_lost"])
  }

  @Test func silenceSaysNothingWhileNothingIsRead() throws {
    var talk = try Transcript(in: [])
    talk.machine.readingPaused()
    #expect(talk.passes(.seconds(100)) == [])
    talk.machine.readingResumed(now: talk.now)
    #expect(talk.passes(.seconds(44)) == [])
    #expect(talk.passes(.seconds(1)).first == "close")
  }

  @Test func givesUpAConnectionThatLetsNobodyInForTooLong() throws {
    var talk = try Transcript()
    _ = talk.machine.started(now: talk.now)
    talk.machine.transportOpened(now: talk.now)
    _ = talk.server(Transcript.handshake)
    #expect(talk.machine.deadline == talk.now + .seconds(10))
    #expect(talk.passes(.seconds(10)) == ["close", "! reconnecting in 0.5 seconds unreachable"])
  }

  @Test func whoIsTurnedAwayDoesNotComeBack() throws {
    var talk = try Transcript()
    _ = talk.machine.started(now: talk.now)
    _ = try talk.says("held")
    talk.machine.transportOpened(now: talk.now)
    _ = talk.server(Transcript.handshake)
    #expect(
      talk.server(#"44{"message":"Banned.","data":{"code":"banned","until":0}}"#) == [
        "close", "1 banned", "! closed banned", "end banned",
      ])
    #expect(talk.passes(.seconds(100)) == [])
    #expect(try talk.says("late") == ["2 banned"])
  }

  @Test func whoIsExpelledConnectsAgainForTheNextRequest() throws {
    var talk = try Transcript(in: ["lobby"])
    #expect(talk.server(#"42["kicked",{"room":"lobby","reason":"r"}]"#) == ["! kicked lobby r none"])
    #expect(talk.server("41") == ["close", "! expelled"])
    #expect(talk.passes(.seconds(100)) == [])
    #expect(talk.asks(.join(RoomID("lobby")!, since: nil, limit: nil)) == ["! connecting 1", "connect"])
    #expect(talk.open() == [#"> 40{"room":null}"#, "! live", #"> 422["join",{"room":"lobby"}]"#])
  }

  @Test(arguments: ["x", "", "9", "4abc", "42{}", "42[1]", "0{}", "40", #"44{"message":"m"}"#, "43[]"])
  func aServerThatBreaksTheProtocolIsLeftAndTriedAgain(text: String) throws {
    var talk = try Transcript(in: ["lobby"])
    #expect(talk.server(text) == ["close", "! reconnecting in 0.5 seconds protocol_violation"])
    #expect(talk.server(Transcript.said(11)) == [])
  }

  @Test(arguments: [
    #"42["news",{"room":"lobby"}]"#, #"42["messages"]"#, #"42["messages",{}]"#, #"42["messages","x"]"#,
    #"42["kicked",{"room":"Not a room"}]"#, #"42["member_delete","s"]"#, #"42["member_history",[]]"#, "439[1]",
    "43999[]", "6", #"42["message_update",{"room":"lobby"}]"#, "42/other,[\"messages\",{}]", #"42["session",{}]"#,
    #"42["typing",{"room":"lobby","member":1}]"#, #"42["room_update",[]]"#,
  ])
  func whatIsNotKnownIsPassedOver(text: String) throws {
    var talk = try Transcript(in: ["lobby"])
    #expect(talk.server(text) == [])
    #expect(talk.server(Transcript.said(11)) == ["! message lobby 11"])
  }

  @Test func theOwnersEndSaysGoodbyeAndAnswersEverybody() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = try talk.says("hi")
    #expect(talk.words(talk.machine.stopped()) == ["> 41", "close", "1 closed", "! closed", "end"])
    #expect(talk.machine.deadline == nil)
    #expect(talk.words(talk.machine.stopped()) == [])
  }
}
