import SocketIO
import Testing

@Suite struct VersionFourTests {
  @Test func theServerConnectsTheMainNamespace() {
    var it = Transcript(version: .four)
    #expect(it.opened() == .connect(namespace: "/", auth: nil))
    #expect(it.session.accepted(namespace: "/", sid: "s").text == "0")
    #expect(it.session.connectDeadline == nil)
    #expect(it.text("0") == .none)
    #expect(it.text("0/?token=1") == .none)
    #expect(it.session.isConnected())
  }

  @Test func otherNamespacesAreAskedFor() {
    var it = Transcript(version: .four)
    _ = it.opened()
    _ = it.session.accepted(namespace: "/", sid: "s")
    #expect(it.text("0/custom?a=b,") == .connect(namespace: "/custom", auth: nil))
    #expect(it.session.accepted(namespace: "/custom", sid: "s").text == "0/custom,")
    #expect(it.text("0/nowhere").replyText == #"4/nowhere,"Invalid namespace""#)
  }

  @Test func aRefusalIsToldInWordsAndIsFinal() {
    var it = Transcript(version: .four)
    _ = it.opened()
    let told = it.session.refused(namespace: "/", message: "You are banned.", data: Array("{}".utf8))
    #expect(told.map { String(decoding: $0, as: UTF8.self) } == [#"4"You are banned.""#, "1"])
  }

  @Test func eventsAndTheirAnswersAreTheSame() {
    var it = Transcript(version: .four)
    _ = it.opened()
    _ = it.session.accepted(namespace: "/", sid: "s")
    guard case .deliver(let event) = it.text(#"21["send","hello"]"#) else {
      Issue.record("An event is delivered.")
      return
    }
    #expect(event.name == "send" && event.ackID == 1)
    #expect(it.text("1") == .left(namespace: "/"))
  }

  @Test func aClientOfVersionFiveHasToAsk() {
    var other = Transcript()
    #expect(other.opened() == .none)
    #expect(other.session.connectDeadline != nil)
  }
}
