/// Takes a polling payload of version 3 apart: `<length>:<packet>` one after another, the length counted in UTF-16
/// units, as JavaScript counts; or, as some libraries send it, framed in bytes.
///
/// Source: the Engine.IO protocol document, version 3, "Payload".
struct LengthPrefixedPayload {
  /// The packets' places in a payload that is UTF-8, type byte included.
  ///
  /// - Parameter limit: The most packets.
  static func packets(
    in payload: UnsafeRawBufferPointer, limit: Int
  ) throws(EngineProtocolError) -> [Range<Int>] {
    var reader = LengthPrefixedPayload(payload: payload)
    var packets: [Range<Int>] = []
    repeat {
      guard packets.count < limit else { throw .tooManyPackets }
      packets.append(isFramed(payload) ? try reader.framed() : try reader.prefixed())
    } while reader.index < payload.count
    return packets
  }

  /// Whether the payload is framed in bytes: only such a one begins with 0 (text) or 1 (binary).
  static func isFramed(_ payload: UnsafeRawBufferPointer) -> Bool {
    payload.first.map { $0 <= 1 } ?? false
  }

  /// How many UTF-16 units a piece of UTF-8 has.
  static func utf16Length(of text: some Collection<UInt8>) -> Int {
    text.reduce(0) { $0 + units(startedBy: $1) }
  }

  private let payload: UnsafeRawBufferPointer
  private var index = 0

  private init(payload: UnsafeRawBufferPointer) {
    self.payload = payload
  }

  /// `<length>:<packet>`.
  private mutating func prefixed() throws(EngineProtocolError) -> Range<Int> {
    var units = try length(endedBy: UInt8(ascii: ":"), zero: UInt8(ascii: "0"))
    let start = index
    while units > 0, index < payload.count {
      units -= Self.units(startedBy: payload[index])
      index += 1
      while index < payload.count, payload[index] & 0xC0 == 0x80 { index += 1 }
    }
    guard units == 0 else { throw .invalidLength }
    return start..<index
  }

  /// A byte 0 for text, the length in bytes as its decimal digits (the numbers, not characters), 255, the packet.
  private mutating func framed() throws(EngineProtocolError) -> Range<Int> {
    guard payload[index] == 0 else { throw .binaryRefused }
    index += 1
    let count = try length(endedBy: 255, zero: 0)
    guard count <= payload.count - index else { throw .invalidLength }
    defer { index += count }
    return index..<index + count
  }

  private mutating func length(endedBy end: UInt8, zero: UInt8) throws(EngineProtocolError) -> Int {
    var length = 0
    let start = index
    while index < payload.count, payload[index] != end {
      let digit = Int(payload[index]) - Int(zero)
      // A payload is bounded, and with it the digits that can be meant.
      guard 0...9 ~= digit, index - start < 9 else { throw .invalidLength }
      length = length * 10 + digit
      index += 1
    }
    guard index > start, index < payload.count else { throw .invalidLength }
    index += 1
    return length
  }

  /// UTF-16 units of the character that this byte begins; none if it only continues one.
  private static func units(startedBy byte: UInt8) -> Int {
    switch byte {
    case 0x80..<0xC0: 0
    case 0xF0...: 2
    default: 1
    }
  }
}
