import ChatTransport
import NIOCore
import Testing

@Suite struct WebSocketFramingTests {
  @Test(arguments: [0, 1, 124, 125, 65_534, 65_535]) func usesTheShortestLengthForm(_ length: Int) {
    var buffer = ByteBuffer(string: "before")
    let payload = ByteBuffer(repeating: 0x78, count: length)
    WebSocketFraming.append(message: payload, to: &buffer)
    var frame = Array(buffer: buffer)[6...]
    #expect(frame.popFirst() == 0x81)
    switch length + 1 {
    case ..<126: #expect(frame.popFirst() == UInt8(length + 1))
    case ..<65_536:
      #expect(Array(frame.prefix(3)) == [126, UInt8((length + 1) >> 8), UInt8((length + 1) & 0xFF)])
      frame = frame.dropFirst(3)
    default:
      #expect(Array(frame.prefix(9)) == [127, 0, 0, 0, 0, 0, 1, 0, 0])
      frame = frame.dropFirst(9)
    }
    #expect(frame.first == 0x34)
    #expect(Array(frame.dropFirst()) == Array(buffer: payload))
  }
}
