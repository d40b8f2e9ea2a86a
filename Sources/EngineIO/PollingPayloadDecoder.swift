/// Takes a polling payload apart: packets joined with U+001E, binary messages as `b` and base64.
public struct PollingPayloadDecoder: Sendable {
  /// The most packets of a payload.
  public var maxPackets: Int
  /// The most bytes of a payload.
  public var maxBytes: Int

  /// A decoder with these limits.
  public init(maxPackets: Int = 1024, maxBytes: Int = 64 * 1024) {
    self.maxPackets = maxPackets
    self.maxBytes = maxBytes
  }

  /// All packets of a payload; none of them counts if one is wrong.
  ///
  /// - Throws: ``EngineProtocolError``.
  public func decode(_ payload: UnsafeRawBufferPointer) throws(EngineProtocolError) -> [PolledPacket] {
    guard payload.count <= maxBytes else { throw .payloadTooLarge }
    var validator = UTF8Validator()
    guard validator.consume(payload), validator.isComplete else { throw .invalidText }
    var packets: [PolledPacket] = []
    var start = 0
    while start <= payload.count {
      var end = start
      while end < payload.count, payload[end] != PollingPayloadEncoder.separator { end += 1 }
      guard packets.count < maxPackets else { throw .tooManyPackets }
      packets.append(try packet(in: payload, start..<end))
      start = end + 1
    }
    return packets
  }

  private func packet(
    in payload: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(EngineProtocolError) -> PolledPacket {
    guard let first = range.first else { throw .unknownPacketType }
    let data = range.dropFirst()
    if payload[first] == UInt8(ascii: "b") {
      guard let bytes = Base64.decode(UnsafeRawBufferPointer(rebasing: payload[data])) else { throw .invalidBase64 }
      return .binary(bytes)
    }
    guard let type = EnginePacketType(rawValue: payload[first]) else { throw .unknownPacketType }
    return .text(type, data)
  }
}
