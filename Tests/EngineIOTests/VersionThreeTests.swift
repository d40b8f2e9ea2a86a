import EngineIO
import Testing

@Suite struct VersionThreeTests {
  static func decode(_ bytes: [UInt8], maxPackets: Int = 1024) throws -> [String] {
    let decoder = PollingPayloadDecoder(maxPackets: maxPackets, version: .three)
    let packets = try bytes.withUnsafeBytes { payload in
      Result { () throws(EngineProtocolError) in try decoder.decode(payload) }
    }.get()
    return packets.map { packet in
      switch packet {
      case .text(let type, let range): String(decoding: [type.rawValue] + bytes[range], as: UTF8.self)
      case .binary(let bytes): "binary \(bytes)"
      }
    }
  }

  static func decode(_ text: String) throws -> [String] { try decode(Array(text.utf8)) }

  // MARK: Payloads

  @Test func readsTheProtocolDocumentsExample() throws {
    #expect(try Self.decode("6:4hello1:26:4world") == ["4hello", "2", "4world"])
    #expect(try Self.decode("1:4") == ["4"])
  }

  @Test(arguments: [
    "é", "\u{20AC}", "\u{1F600}", "a\u{1F600}b\u{1F468}\u{200D}\u{1F469}", "\u{10FFFF}", "3:x", "\u{1e}",
  ])
  func countsAsJavaScriptDoes(_ text: String) throws {
    let packet = "4" + text
    let payload = "\(packet.utf16.count):\(packet)1:2"
    #expect(try Self.decode(payload) == [packet, "2"])
    var encoder = PollingPayloadEncoder(version: .three)
    encoder.append(.message, text.utf8)
    encoder.append(.ping)
    #expect(String(decoding: encoder.bytes, as: UTF8.self) == payload)
  }

  @Test(arguments: [
    ":4a", "4a", "x:4a", "3:4a", "2:4a1", "1:", "2:4\u{1F600}", "-1:4", "+2:4a", "999999999999999999999:4", "2:4a3:4",
    "1", " 2:4a",
  ])
  func refusesALengthThatDoesNotFit(_ payload: String) {
    #expect(throws: EngineProtocolError.invalidLength) { try Self.decode(payload) }
  }

  @Test(arguments: ["", "0:", "1:x", "2:4a0:", "2:74"]) func refusesUnknownPackets(_ payload: String) {
    #expect(throws: EngineProtocolError.unknownPacketType) { try Self.decode(payload) }
  }

  @Test func refusesBinaryAndWhatIsNoText() {
    #expect(throws: EngineProtocolError.binaryRefused) { try Self.decode("6:b4AQID") }
    #expect(throws: EngineProtocolError.binaryRefused) { try Self.decode([1, 2, 255, 4, 1]) }
    #expect(throws: EngineProtocolError.invalidText) { try Self.decode(Array("2:4".utf8) + [0xFF]) }
    #expect(throws: EngineProtocolError.invalidText) { try Self.decode([0, 2, 255, 0x34, 0xFF]) }
    #expect(throws: EngineProtocolError.tooManyPackets) { try Self.decode(Array("1:21:21:2".utf8), maxPackets: 2) }
  }

  @Test func readsTextFramedInBytes() throws {
    let text = Array("4né".utf8)
    #expect(try Self.decode([0, UInt8(text.count), 255] + text + [0, 1, 255, 0x32]) == ["4né", "2"])
    #expect(try Self.decode([0, 1, 1, 255] + Array("4abcdefghij".utf8)) == ["4abcdefghij"])
  }

  @Test(arguments: [
    [0], [0, 255, 0x34], [0, 2], [0, 2, 255, 0x34], [0, 10, 255, 0x34], [0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 255],
  ])
  func refusesFramesThatDoNotFit(_ payload: [UInt8]) {
    #expect(throws: EngineProtocolError.invalidLength) { try Self.decode(payload) }
  }

  @Test func binaryIsWrittenAsText() {
    var encoder = PollingPayloadEncoder(version: .three)
    encoder.append(binary: [1, 2, 3, 4] as [UInt8])
    #expect(String(decoding: encoder.bytes, as: UTF8.self) == "10:b4AQIDBA==")
  }

  @Test(arguments: 0..<200) func anyBytesAreReadOrRefused(_ seed: Int) {
    var random = LinearCongruential(state: UInt64(seed))
    let alphabet = Array("0123456789:4b2\u{1F600}".utf8) + [0, 1, 255, 0x80]
    let payload = (0..<Int.random(in: 0..<24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
    _ = try? Self.decode(payload)
  }

  private struct LinearCongruential: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  // MARK: Sessions

  static let rhythm = EngineSessionStateMachineTests.rhythm
  static func at(_ milliseconds: UInt64) -> EngineInstant { EngineSessionStateMachineTests.at(milliseconds) }

  var sessions = [
    EngineSessionStateMachine.polling(rhythm, version: .three, now: at(0)),
    EngineSessionStateMachine.webSocket(rhythm, version: .three, now: at(0)),
  ]

  @Test mutating func theClientPings() {
    for index in sessions.indices {
      #expect(sessions[index].timePassed(now: Self.at(499)) == .nothing)
      #expect(sessions[index].packetArrived(.ping, hasData: false, now: Self.at(499)) == .pong)
      #expect(sessions[index].timePassed(now: Self.at(998)) == .nothing)
      #expect(sessions[index].timePassed(now: Self.at(999)) == .end(.pingTimeout))
      #expect(sessions[index].packetArrived(.message, hasData: true, now: Self.at(999)) == .drop)
    }
  }

  @Test mutating func aMessageIsASignOfLife() {
    #expect(sessions[1].packetArrived(.message, hasData: true, now: Self.at(400)) == .deliver)
    #expect(sessions[1].timePassed(now: Self.at(899)) == .nothing)
    #expect(sessions[1].timePassed(now: Self.at(900)) == .end(.pingTimeout))
  }

  @Test mutating func anUpgradeKeepsTheRhythm() throws {
    #expect(sessions[0].probeOpened() == .accept)
    #expect(sessions[0].pollArrived(hasQueued: false, now: Self.at(1)) == .wait)
    #expect(sessions[0].probePinged() == true)
    #expect(sessions[0].upgradeArrived() == .move(answerPoll: false))
    let session = sessions[0].moved()
    var moved = try #require(session)
    #expect(moved.version == .three)
    #expect(moved.packetArrived(.ping, hasData: false, now: Self.at(400)) == .pong)
    #expect(moved.timePassed(now: Self.at(600)) == .nothing)
  }

  @Test mutating func binaryEndsTheSession() {
    for index in sessions.indices {
      #expect(sessions[index].binaryArrived() == .end(.protocolError))
      #expect(sessions[index].isEnded)
    }
  }

  @Test func theHandshakeHasFourFields() {
    let packet = EngineHandshakePacket(
      sid: "s", offersWebSocket: true, heartbeat: Self.rhythm, maxPayload: 1, version: .three)
    #expect(packet.text == #"0{"sid":"s","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200}"#)
  }
}
