import JSONText
import SocketIO
import Testing

@Suite struct SocketIOEncoderTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func answersConnect() {
    #expect(text(SocketIOEncoder.connect(sid: "wZX3")) == #"0{"sid":"wZX3"}"#)
    #expect(text(SocketIOEncoder.connect(sid: "wZX3", namespace: "/custom")) == #"0/custom,{"sid":"wZX3"}"#)
  }

  @Test func refusesConnect() {
    #expect(text(SocketIOEncoder.connectError(message: "Invalid namespace")) == #"4{"message":"Invalid namespace"}"#)
    let data = Array(#"{"code":"banned"}"#.utf8)
    #expect(
      text(SocketIOEncoder.connectError(message: "a \"b\"", data: data, namespace: "/x"))
        == #"4/x,{"message":"a \"b\"","data":{"code":"banned"}}"#)
  }

  @Test func disconnects() {
    #expect(text(SocketIOEncoder.disconnect()) == "1")
    #expect(text(SocketIOEncoder.disconnect(namespace: "/custom")) == "1/custom,")
  }

  @Test func wrapsStoredArgumentsUnparsed() {
    let stored = Array(#"{"message":"hi"},  2"#.utf8)
    #expect(text(SocketIOEncoder.event("messages", arguments: stored)) == #"2["messages",{"message":"hi"},  2]"#)
    #expect(text(SocketIOEncoder.event("a\"", arguments: [], namespace: "/custom")) == #"2/custom,["a\""]"#)
    #expect(text(SocketIOEncoder.event("a", arguments: [], ackID: 7)) == #"27["a"]"#)
    #expect(text(SocketIOEncoder.ack(12, arguments: stored[...])) == #"312[{"message":"hi"},  2]"#)
    #expect(text(SocketIOEncoder.ack(0, arguments: [], namespace: "/custom")) == "3/custom,0[]")
  }

  @Test func announcesAttachments() {
    let arguments = SocketIOEncoder.arguments(["x", SocketIOEncoder.placeholder(0)])
    #expect(
      text(SocketIOEncoder.binaryEvent("m", arguments: arguments, attachmentCount: 1))
        == #"51-["m","x",{"_placeholder":true,"num":0}]"#)
    #expect(
      text(SocketIOEncoder.binaryAck(3, arguments: arguments, attachmentCount: 1, namespace: "/custom"))
        == #"61-/custom,3["x",{"_placeholder":true,"num":0}]"#)
  }

  @Test func whatIsWrittenReadsBack() throws {
    let bytes = SocketIOEncoder.event("m", arguments: SocketIOEncoder.arguments([1, "é"]), ackID: 4, namespace: "/n")
    #expect(
      try SocketIOPacket(decoding: text(bytes))
        == SocketIOPacket(.event, namespace: "/n", ackID: 4, data: ["m", 1, "é"]))
  }
}
