import JSONText
import SocketIO
import Testing

@Suite struct SocketIOSessionTests {
  @Test func connectsToTheMainNamespace() {
    var it = Transcript()
    #expect(it.text("0") == .connect(namespace: "/", auth: nil))
    #expect(!it.session.isConnected())
    #expect(it.session.accepted(namespace: "/", sid: "abc").text == #"0{"sid":"abc"}"#)
    #expect(it.session.isConnected())
    #expect(it.session.connectedNamespaces == ["/"])
  }

  @Test func connectsToACustomNamespaceWithAPayload() {
    var it = Transcript()
    #expect(it.text(#"0/custom,{"token":"123"}"#) == .connect(namespace: "/custom", auth: ["token": "123"]))
    #expect(it.session.accepted(namespace: "/custom", sid: "abc").text == #"0/custom,{"sid":"abc"}"#)
    #expect(!it.session.isConnected())
  }

  @Test func answersAnUnknownNamespaceAndGoesOn() {
    var it = Transcript()
    #expect(it.text("0/random").replyText == #"4/random,{"message":"Invalid namespace"}"#)
    #expect(it.text("0") == .connect(namespace: "/", auth: nil))
  }

  @Test func refusesWithDataAndLetsTheClientTryAgain() {
    var it = Transcript()
    _ = it.text("0")
    let data = Array(#"{"code":"banned"}"#.utf8)
    #expect(
      it.session.refused(namespace: "/", message: "no", data: data).first.text
        == #"4{"message":"no","data":{"code":"banned"}}"#)
    #expect(it.text(#"2["a"]"#).closeCode == .invalidState)
    var again = Transcript()
    _ = again.text("0")
    _ = again.session.refused(namespace: "/", message: "no")
    #expect(again.text("0") == .connect(namespace: "/", auth: nil))
  }

  @Test func deliversEventsAndAcks() {
    var it = Transcript.connected(to: ["/", "/custom"])
    #expect(
      it.text(#"2["message",1,"2",{"3":[true]}]"#)
        == .deliver(SocketIOEvent(name: "message", arguments: [1, "2", ["3": [true]]])))
    #expect(
      it.text(#"2/custom,456["message-with-ack"]"#)
        == .deliver(SocketIOEvent(namespace: "/custom", name: "message-with-ack", ackID: 456)))
    #expect(it.text(#"37["ok"]"#) == .acknowledged(SocketIOAcknowledgement(ackID: 7, arguments: ["ok"])))
  }

  @Test(arguments: [#"2["a"]"#, "1", "30[]", #"51-["a",{"_placeholder":true,"num":0}]"#])
  func closesOnPacketsBeforeConnect(_ packet: String) {
    var it = Transcript()
    #expect(it.text(packet).closeCode == .invalidState)
    #expect(it.text("0") == .none)
  }

  @Test func takesAnEventWhileConnectIsPending() {
    var it = Transcript()
    _ = it.text("0")
    guard case .deliver(let event) = it.text(#"2["a"]"#) else { return #expect(Bool(false)) }
    #expect(event.name == "a")
  }

  @Test func closesOnASecondConnectOfANamespace() {
    var it = Transcript.connected()
    #expect(it.text("0").closeCode == .invalidState)
    var pending = Transcript()
    _ = pending.text("0")
    #expect(pending.text("0").closeCode == .invalidState)
  }

  @Test func closesOnConnectErrorFromAClient() {
    var it = Transcript.connected()
    #expect(it.text(#"4{"message":"x"}"#).closeCode == .invalidState)
  }

  @Test(arguments: ["abc", "4abc", "2{}", #"2abc["a"]"#, #"2["disconnect"]"#, "3[]"])
  func closesOnMalformedPackets(_ packet: String) {
    var it = Transcript.connected()
    #expect(it.text(packet).closeCode != nil)
    #expect(it.session.connectedNamespaces.isEmpty)
    #expect(it.text(#"2["a"]"#) == .none)
  }

  @Test func leavingOneNamespaceKeepsTheOthersAndTheTransport() {
    var it = Transcript.connected(to: ["/", "/custom"])
    #expect(it.text("1/custom,") == .left(namespace: "/custom"))
    #expect(it.text(#"2["a"]"#) == .deliver(SocketIOEvent(name: "a")))
    #expect(it.text("1") == .left(namespace: "/"))
    #expect(it.session.timePassed(now: .max) == .none)
    #expect(it.text("0/custom,") == .connect(namespace: "/custom", auth: nil))
  }

  @Test func closesOnAnEventForANamespaceThatWasLeft() {
    var it = Transcript.connected(to: ["/", "/custom"])
    _ = it.text("1/custom,")
    #expect(it.text(#"2/custom,["a"]"#).closeCode == .invalidState)
  }

  @Test func aConnectTakenBackIsNotAccepted() {
    var it = Transcript()
    _ = it.text("0")
    #expect(it.text("1") == .left(namespace: "/"))
    #expect(it.session.accepted(namespace: "/", sid: "abc") == nil)
    #expect(it.session.refused(namespace: "/", message: "no").isEmpty)
  }

  @Test func expelsFromANamespaceOnce() {
    var it = Transcript.connected(to: ["/", "/custom"])
    #expect(it.session.expelled(namespace: "/custom").text == "1/custom,")
    #expect(it.session.expelled(namespace: "/custom") == nil)
    #expect(it.session.expelled().text == "1")
  }

  @Test func closesWithoutConnectInTime() {
    var it = Transcript(now: 5)
    #expect(it.session.connectDeadline == 1_000_000_005)
    #expect(it.session.timePassed(now: 1_000_000_004) == .none)
    #expect(it.session.timePassed(now: 1_000_000_005).closeCode == .connectTimeout)
  }

  @Test func aRefusedConnectDoesNotStopTheTimeout() {
    var it = Transcript()
    _ = it.text("0/random")
    _ = it.text("0")
    _ = it.session.refused(namespace: "/", message: "no")
    #expect(it.session.timePassed(now: 1_000_000_000).closeCode == .connectTimeout)
  }

  @Test func anAcceptedConnectStopsTheTimeout() {
    var it = Transcript.connected()
    #expect(it.session.connectDeadline == nil)
    #expect(it.session.timePassed(now: .max) == .none)
  }

  @Test func aTimeoutBeyondTheClockNeverTraps() {
    let settings = SocketIOSettings(connectMilliseconds: .max)
    #expect(SocketIOSessionStateMachine(settings, now: .max).connectDeadline == .max)
  }

  @Test func boundsWhatComesBeforeConnectAsAWhole() {
    let settings = SocketIOSettings(limits: SocketIOLimits(unconnectedBytes: 20))
    var it = Transcript(settings)
    #expect(it.text("0/12345678").replyText != nil)
    #expect(it.text("0/12345678").replyText != nil)
    #expect(it.text("0").closeCode == .tooLargeBeforeConnect)
    var connected = Transcript.connected(settings)
    #expect(connected.text(#"2["a","a long text that is more than twenty bytes"]"#).closeCode == nil)
  }

  @Test func nothingComesOfAClosedTransport() {
    var it = Transcript.connected()
    it.session.transportClosed()
    #expect(it.text(#"2["a"]"#) == .none)
    #expect(it.binary([1]) == .none)
    #expect(it.session.expelled() == nil)
  }
}
