import JSONText
import SocketIO
import Testing

@Suite struct SocketIOPacketTests {
  private func code(_ text: String) -> SocketIOError.Code? {
    do throws(SocketIOError) {
      _ = try SocketIOPacket(decoding: text)
      return nil
    } catch {
      return error.code
    }
  }

  @Test(
    arguments: [
      ("0", SocketIOPacket(.connect)),
      ("0{}", SocketIOPacket(.connect, data: [:])),
      (#"0{"token":"123"}"#, SocketIOPacket(.connect, data: ["token": "123"])),
      ("0/custom", SocketIOPacket(.connect, namespace: "/custom")),
      ("0/custom,", SocketIOPacket(.connect, namespace: "/custom")),
      (#"0/admin,{"sid":"x"}"#, SocketIOPacket(.connect, namespace: "/admin", data: ["sid": "x"])),
      ("0/custom?token=1,2", nil),
      ("0/custom?token=1,", SocketIOPacket(.connect, namespace: "/custom")),
      ("0/custom?a=b?c", SocketIOPacket(.connect, namespace: "/custom")),
      ("0/?a=b,{}", SocketIOPacket(.connect, namespace: "/", data: [:])),
      ("1", SocketIOPacket(.disconnect)),
      ("1/admin,", SocketIOPacket(.disconnect, namespace: "/admin")),
      (#"2["foo"]"#, SocketIOPacket(.event, data: ["foo"])),
      (#"2/admin,["bar"]"#, SocketIOPacket(.event, namespace: "/admin", data: ["bar"])),
      (#"212["foo"]"#, SocketIOPacket(.event, ackID: 12, data: ["foo"])),
      (#"2/admin,0["foo",1]"#, SocketIOPacket(.event, namespace: "/admin", ackID: 0, data: ["foo", 1])),
      (#"29223372036854775807["a"]"#, SocketIOPacket(.event, ackID: .max, data: ["a"])),
      ("3/admin,13[]", SocketIOPacket(.ack, namespace: "/admin", ackID: 13, data: [])),
      (#"31["bar"]"#, SocketIOPacket(.ack, ackID: 1, data: ["bar"])),
      (#"4{"message":"no"}"#, SocketIOPacket(.connectError, data: ["message": "no"])),
      (
        #"51-["baz",{"_placeholder":true,"num":0}]"#,
        SocketIOPacket(.binaryEvent, data: ["baz", ["_placeholder": true, "num": 0]], attachmentCount: 1)
      ),
      (
        #"52-/admin,7["baz",[]]"#,
        SocketIOPacket(.binaryEvent, namespace: "/admin", ackID: 7, data: ["baz", []], attachmentCount: 2)
      ),
      (#"61-15["bar"]"#, SocketIOPacket(.binaryAck, ackID: 15, data: ["bar"], attachmentCount: 1)),
    ] as [(String, SocketIOPacket?)])
  func readsThePacketsOfTheProtocolDocument(_ text: String, _ expected: SocketIOPacket?) {
    #expect((try? SocketIOPacket(decoding: text)) == expected)
  }

  @Test(arguments: [
    "", "abc", "7[]", "9", "-1", " 2[\"a\"]", "{}", "/2[\"a\"]", "2", "2{}", "2[]", "2[1]", "2[null,\"a\"]", "2\"a\"",
    "21", "2/admin", "2/admin,", "0[]", "0\"a\"", "0null", "01", "0/custom,1{}", "1{}", "1[]", "11", "1null", "3[]",
    "3", "31", "31{}", "31\"a\"", "4", "41{}", "5[\"a\"]", "5-[\"a\"]", "5x-[\"a\"]", "51[\"a\"]", "51", "51-", "6-1[]",
    "61-[]", "51-{}", "29223372036854775808[\"a\"]", "299999999999999999999999999[\"a\"]",
    "599999999999999999999-[\"a\"]",
  ])
  func refusesWhatATypeDoesNotAllow(_ text: String) {
    #expect(code(text) == .malformedPacket)
  }

  @Test(arguments: [
    "2abc[\"a\"]", "4abc", "2[\"a\"", "2[\"a\"]x", "2[\"a\",]", "2 [", "2-1[\"a\"]", "21.5[\"a\"]", "0{", "0/custom,x",
    "2[\"a\",01]", "1 x", "2undefined",
  ])
  func refusesDataThatIsNotJSON(_ text: String) {
    #expect(code(text) == .malformedData)
  }

  @Test(arguments: SocketIOPacket.reservedEvents)
  func refusesReservedEventNames(_ name: String) {
    #expect(code("2[\"\(name)\"]") == .reservedEvent)
    #expect(code("51-[\"\(name)\"]") == .reservedEvent)
    #expect(code("2[\"\(name)s\"]") == nil)
  }

  @Test func boundsAttachmentsDepthAndNamespace() {
    #expect(code("54-[\"a\"]") == nil)
    #expect(code("55-[\"a\"]") == .tooManyAttachments)
    let nested = { (depth: Int) in
      "2[\"a\"," + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "]"
    }
    #expect(code(nested(31)) == nil)
    #expect(code(nested(32)) == .malformedData)
    #expect(code("0/" + String(repeating: "a", count: 255)) == nil)
    #expect(code("0/" + String(repeating: "a", count: 256)) == .malformedPacket)
  }

  @Test func refusesANamespaceThatIsNotUTF8() {
    let bytes: [UInt8] = [0x30, 0x2F, 0xFF, 0x2C]
    #expect(throws: SocketIOError.self) { try bytes.withUnsafeBytes { try SocketIOPacket(decoding: $0) } }
  }

  @Test func survivesEveryTruncationAndEveryChangedByte() {
    for text in [#"52-/custom?x=1,123["name",{"_placeholder":true,"num":0},"\ud83d"]"#, #"0/a,{"b":1}"#] {
      let bytes = Array(text.utf8)
      for index in bytes.indices {
        _ = code(String(decoding: bytes[..<index], as: UTF8.self))
        for value in [0x00, 0x2C, 0x2F, 0x35, 0x3F, 0x5B, 0xFF] as [UInt8] {
          var changed = bytes
          changed[index] = value
          _ = changed.withUnsafeBytes { try? SocketIOPacket(decoding: $0) }
        }
      }
    }
  }
}
