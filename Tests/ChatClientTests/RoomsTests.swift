import ChatModel
import Testing

@testable import ChatClient

@Suite struct RoomsTests {
  private func reconnected(_ talk: inout Transcript) -> [String] {
    _ = talk.broke()
    _ = talk.passes(.seconds(1))
    return talk.open()
  }

  @Test func aFreshRoomBringsItsNewestMessagesAndThenEachOnce() throws {
    var talk = try Transcript { $0.rooms = [.init(RoomID("lobby")!)] }
    _ = talk.machine.started(now: talk.now)
    _ = talk.open()
    #expect(
      talk.server("431[\(Transcript.snapshot(seq: 3, messages: [2, 3]))]") == ["! joined lobby fresh 3 with [2, 3]"])
    #expect(talk.server(Transcript.said(3)) == [])
    #expect(talk.server(Transcript.said(4)) == ["! message lobby 4"])
    #expect(talk.server(Transcript.said(4)) == [])
    #expect(talk.machine.positions[RoomID("lobby")!]?.seq == 4)
  }

  @Test func afterABreakWhatWasMissedComesOnceAndInOrder() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = talk.server(Transcript.said(11))
    let since = #"{"epoch":"\#(Transcript.epoch)","seq":11}"#
    #expect(
      reconnected(&talk) == [#"> 40{"room":null}"#, "! live", #"> 422["join",{"room":"lobby","since":\#(since)}]"#])
    let changed = #","changed":[\#(Transcript.message(5, kind: "deleted"))]"#
    #expect(
      talk.server("432[\(Transcript.snapshot("lobby", "resumed", seq: 13, messages: [11, 12, 13], more: changed))]")
        == [
          "! joined lobby resumed 13 with []", "! update lobby 5", "! message lobby 12", "! message lobby 13",
        ])
    #expect(talk.server(Transcript.said(13)) == [])
    #expect(talk.server(Transcript.said(14)) == ["! message lobby 14"])
  }

  @Test func aGapIsSaidBeforeWhatComesAfterIt() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = reconnected(&talk)
    let gap = #","gap":{"from_seq":11,"to_seq":97,"trimmed":true}"#
    #expect(
      talk.server("432[\(Transcript.snapshot("lobby", "gap", seq: 99, messages: [98, 99], more: gap))]") == [
        "! gap lobby 11-97 trimmed", "! joined lobby gap 99 with []", "! message lobby 98", "! message lobby 99",
      ])
  }

  @Test func anotherLogIsSaidToBeOne() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = reconnected(&talk)
    let answer = Transcript.snapshot("lobby", "reset", epoch: Transcript.other, seq: 2, messages: [1, 2])
    #expect(talk.server("432[\(answer)]") == ["! reset lobby", "! joined lobby reset 2 with [1, 2]"])
    #expect(talk.server(Transcript.said(3)) == ["! message lobby 3"])
    #expect(talk.machine.positions[RoomID("lobby")!]?.epoch.rawValue == Transcript.other)
  }

  @Test func aResetWhileConnectedJoinsAgainAndMixesNothing() throws {
    var talk = try Transcript(in: ["lobby"])
    let since = #"{"epoch":"\#(Transcript.epoch)","seq":10}"#
    #expect(
      talk.server(#"42["room_reset",{"room":"lobby","epoch":"\#(Transcript.other)","seq":10}]"#) == [
        #"> 422["join",{"room":"lobby","since":\#(since)}]"#
      ])
    // Of the new log, although its number would fit the old one.
    #expect(talk.server(Transcript.said(11)) == [])
    let answer = Transcript.snapshot("lobby", "reset", epoch: Transcript.other, seq: 11, messages: [11])
    #expect(talk.server("432[\(answer)]") == ["! reset lobby", "! joined lobby reset 11 with [11]"])
  }

  @Test func aHoleIsAskedForInsteadOfPassedOver() throws {
    var talk = try Transcript(in: ["lobby"])
    let since = #"{"epoch":"\#(Transcript.epoch)","seq":10}"#
    #expect(talk.server(Transcript.said(12)) == [#"> 422["join",{"room":"lobby","since":\#(since)}]"#])
    #expect(
      talk.server("432[\(Transcript.snapshot("lobby", "resumed", seq: 12, messages: [11, 12]))]") == [
        "! joined lobby resumed 12 with []", "! message lobby 11", "! message lobby 12",
      ])
  }

  @Test func aRoomThatIsRefusedForNowIsTriedAgain() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = reconnected(&talk)
    #expect(talk.server("432[\(Transcript.refusal("store_unavailable"))]") == [])
    #expect(talk.passes(.milliseconds(900)) == [])
    #expect(talk.passes(.milliseconds(100)).count == 1)
    #expect(
      talk.server("433[\(Transcript.snapshot("lobby", "resumed", seq: 10))]") == ["! joined lobby resumed 10 with []"])
  }

  @Test func aRoomThatIsRefusedForGoodIsLost() throws {
    var talk = try Transcript(in: ["lobby"])
    _ = reconnected(&talk)
    #expect(talk.server("432[\(Transcript.refusal("banned"))]") == ["! lost lobby banned"])
    #expect(reconnected(&talk) == [#"> 40{"room":null}"#, "! live"])
  }

  @Test func aJoinIsAnsweredWithTheSnapshotAndRememberedOverBreaks() throws {
    var talk = try Transcript(in: [])
    let room = try #require(RoomID("attic"))
    let since = try #require(LogPosition(epoch: Epoch(Transcript.epoch)!, seq: 4))
    #expect(talk.asks(.join(room, since: since, limit: 5)).count == 1)
    #expect(
      talk.server("431[\(Transcript.snapshot("attic", "resumed", seq: 5, messages: [5]))]") == [
        "! joined attic resumed 5 with []", "! message attic 5", "1 ok",
      ])
    #expect(reconnected(&talk).last?.contains(#""seq":5"#) == true)
  }

  @Test func aRefusedJoinIsForgotten() throws {
    var talk = try Transcript(in: [])
    _ = talk.asks(.join(RoomID("attic")!, since: nil, limit: nil))
    #expect(talk.server("431[\(Transcript.refusal("no_such_room"))]") == ["1 no_such_room"])
    #expect(reconnected(&talk) == [#"> 40{"room":null}"#, "! live"])
  }

  @Test func aJoinNobodyWaitsForAnyMoreIsTakenBack() throws {
    var talk = try Transcript(in: [])
    _ = talk.asks(.join(RoomID("attic")!, since: nil, limit: nil))
    #expect(talk.passes(.seconds(10)) == ["1 timed_out"])
    #expect(talk.server("431[\(Transcript.snapshot("attic", seq: 5))]") == [#"> 42["leave",{"room":"attic"}]"#])
    #expect(talk.server(Transcript.said(6, "attic")) == [])
  }

  @Test func nothingComesOfARoomThatWasLeft() throws {
    var talk = try Transcript(in: ["lobby"])
    #expect(talk.asks(.leave(RoomID("lobby")!)) == [#"> 422["leave",{"room":"lobby"}]"#])
    #expect(talk.server(Transcript.said(11)) == [])
    #expect(talk.server("432[{\"ok\":true}]") == ["1 ok"])
    #expect(reconnected(&talk) == [#"> 40{"room":null}"#, "! live"])
  }

  @Test func whoIsKickedIsToldHowLong() throws {
    var talk = try Transcript(in: ["attic", "lobby"])
    #expect(
      talk.server(#"42["kicked",{"room":"lobby","reason":"r","by":"Eve","banned_until":5}]"#) == [
        "! kicked lobby r until(5)"
      ])
    #expect(
      talk.server(#"42["kicked",{"room":"attic","reason":"","banned_until":null}]"#) == ["! kicked attic  forever"])
    #expect(talk.machine.rooms.isEmpty)
  }
}
