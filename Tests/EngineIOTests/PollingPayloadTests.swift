import EngineIO
import Testing

@Suite struct PollingPayloadTests {
  static func decode(
    _ bytes: [UInt8], _ decoder: PollingPayloadDecoder = PollingPayloadDecoder()
  ) throws -> [PolledPacket] {
    try bytes.withUnsafeBytes { payload in
      Result { () throws(EngineProtocolError) in try decoder.decode(payload) }
    }.get()
  }

  static func decode(_ text: String) throws -> [PolledPacket] { try decode(Array(text.utf8)) }

  @Test func readsTheProtocolDocumentsExample() throws {
    let packets = try Self.decode("4hello\u{1e}2\u{1e}4world")
    #expect(packets == [.text(.message, 1..<6), .text(.ping, 8..<8), .text(.message, 10..<15)])
  }

  @Test func readsBinary() throws {
    #expect(try Self.decode("4hello\u{1e}bAQIDBA==") == [.text(.message, 1..<6), .binary([1, 2, 3, 4])])
    #expect(try Self.decode("b") == [.binary([])])
    #expect(try Self.decode("bAP8") == [.binary([0, 255])])
  }

  @Test func writesWhatItReads() throws {
    var encoder = PollingPayloadEncoder()
    encoder.append(.message, "hello".utf8)
    encoder.append(binary: [1, 2, 3, 4] as [UInt8])
    encoder.append(.ping)
    #expect(String(decoding: encoder.bytes, as: UTF8.self) == "4hello\u{1e}bAQIDBA==\u{1e}2")
    #expect(encoder.count == 3)
  }

  @Test(arguments: 0..<20) func binaryOfAnyLengthComesBack(_ length: Int) throws {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 97) }
    var encoder = PollingPayloadEncoder()
    encoder.append(binary: bytes)
    #expect(try Self.decode(encoder.bytes) == [.binary(bytes)])
  }

  @Test(arguments: ["", "\u{1e}", "4a\u{1e}", "\u{1e}4a", "4a\u{1e}\u{1e}4b", "abc", "7", "-"])
  func refusesUnknownPackets(_ payload: String) {
    #expect(throws: EngineProtocolError.unknownPacketType) { try Self.decode(payload) }
  }

  @Test(arguments: ["b*", "bA", "bAAAAA", "bA===", "bAA=A", "bAA==AA==", "bA A=", "bAA=", "b===="])
  func refusesWhatIsNotBase64(_ payload: String) {
    #expect(throws: EngineProtocolError.invalidBase64) { try Self.decode(payload) }
  }

  @Test func refusesWhatIsNotUTF8() {
    #expect(throws: EngineProtocolError.invalidText) { try Self.decode([0x34, 0xFF]) }
    #expect(throws: EngineProtocolError.invalidText) { try Self.decode([0x34, 0xC3]) }
  }

  @Test func keepsTheLimits() throws {
    let decoder = PollingPayloadDecoder(maxPackets: 3, maxBytes: 8)
    #expect(try Self.decode(Array("3\u{1e}3\u{1e}3".utf8), decoder).count == 3)
    #expect(throws: EngineProtocolError.tooManyPackets) {
      try Self.decode(Array("3\u{1e}3\u{1e}3\u{1e}3".utf8), decoder)
    }
    #expect(try Self.decode(Array("41234567".utf8), decoder).count == 1)
    #expect(throws: EngineProtocolError.payloadTooLarge) { try Self.decode(Array("412345678".utf8), decoder) }
  }

  @Test func takes1024PacketsByDefault() throws {
    let payload = [String](repeating: "3", count: 1024).joined(separator: "\u{1e}")
    #expect(try Self.decode(payload).count == 1024)
    #expect(throws: EngineProtocolError.tooManyPackets) { try Self.decode(payload + "\u{1e}3") }
  }

  @Test func survivesAnyBytes() {
    var random = SplitMix(state: 7)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        [UInt8.random(in: 0...255, using: &random), 0x1E, 0x62, 0x34, 0x3D].randomElement(using: &random) ?? 0
      }
      _ = try? Self.decode(bytes)
    }
  }
}

/// A generator that gives the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
