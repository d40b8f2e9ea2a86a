import JSONText
import SocketIO
import Testing

@Suite struct AttachmentTests {
  private static let one = #"{"_placeholder":true,"num":0}"#
  private static let two = #"{"_placeholder":true,"num":1}"#

  @Test func deliversAnEventWhenItsLastAttachmentIsHere() {
    var it = Transcript.connected()
    #expect(it.text(#"52-9["m",\#(Self.one),{"x":[\#(Self.two)]}]"#) == .none)
    #expect(it.binary([1, 2, 3]) == .none)
    let event = SocketIOEvent(
      name: "m", arguments: [SocketIOEncoder.placeholder(0), ["x": [SocketIOEncoder.placeholder(1)]]], ackID: 9,
      attachmentCount: 2, attachments: [[1, 2, 3], []])
    #expect(it.binary([]) == .deliver(event))
    #expect(event.hasBinary)
    #expect(it.text(#"2["a"]"#) == .deliver(SocketIOEvent(name: "a")))
  }

  @Test func deliversABinaryAck() {
    var it = Transcript.connected()
    #expect(it.text(#"61-4[\#(Self.one)]"#) == .none)
    #expect(
      it.binary([7])
        == .acknowledged(
          SocketIOAcknowledgement(ackID: 4, arguments: [SocketIOEncoder.placeholder(0)], attachments: [[7]])))
  }

  @Test func countsAttachmentsItDoesNotKeep() {
    var it = Transcript.connected(SocketIOSettings(attachments: .discard))
    #expect(it.text(#"51-["send",\#(Self.one)]"#) == .none)
    let action = it.binary([UInt8](repeating: 0, count: 1000))
    #expect(
      action
        == .deliver(SocketIOEvent(name: "send", arguments: [SocketIOEncoder.placeholder(0)], attachmentCount: 1)))
  }

  @Test func deliversABinaryEventWithoutAttachmentsAtOnce() {
    var it = Transcript.connected()
    #expect(it.text(#"50-["m"]"#) == .deliver(SocketIOEvent(name: "m")))
    #expect(it.text(#"50-["m",\#(Self.one)]"#).closeCode == .invalidPlaceholder)
  }

  @Test(arguments: [
    #"51-["m"]"#, #"52-["m",\#(one)]"#, #"52-["m",\#(one),\#(one)]"#, #"51-["m",\#(two)]"#,
    #"51-["m",{"_placeholder":true,"num":-1}]"#, #"51-["m",{"_placeholder":true,"num":0.5}]"#,
    #"51-["m",{"_placeholder":true,"num":"0"}]"#, #"51-["m",{"_placeholder":true}]"#,
    #"51-["m",{"_placeholder":false,"num":0}]"#, #"51-["m",{"_placeholder":true,"num":9223372036854775807}]"#,
    #"51-["m",\#(one),\#(two)]"#,
  ])
  func closesOnPlaceholdersThatDoNotFit(_ packet: String) {
    var it = Transcript.connected()
    #expect(it.text(packet).closeCode == .invalidPlaceholder)
  }

  @Test func closesOnTextWhileAttachmentsAreDue() {
    var it = Transcript.connected()
    _ = it.text(#"51-["m",\#(Self.one)]"#)
    #expect(it.text(#"2["a"]"#).closeCode == .missingAttachment)
  }

  @Test func closesOnBinaryThatNoPacketAnnounced() {
    var it = Transcript.connected()
    #expect(it.binary([1]).closeCode == .unexpectedBinary)
    var unconnected = Transcript()
    #expect(unconnected.binary([1]).closeCode == .unexpectedBinary)
  }

  @Test func boundsAttachmentsTogether() {
    let limits = SocketIOLimits(attachmentBytes: 10)
    var it = Transcript.connected(SocketIOSettings(attachments: .keep, limits: limits))
    _ = it.text(#"52-["m",\#(Self.one),\#(Self.two)]"#)
    #expect(it.binary([UInt8](repeating: 0, count: 6)) == .none)
    #expect(it.binary([UInt8](repeating: 0, count: 5)).closeCode == .tooManyAttachments)
  }

  @Test func dropsAnEventOfANamespaceWeTookTheClientOutOf() {
    var it = Transcript.connected()
    _ = it.text(#"51-["m",\#(Self.one)]"#)
    _ = it.session.expelled()
    #expect(it.binary([1]) == .none)
  }
}
