/// Takes a polling payload apart: packets joined with U+001E, binary messages as `b` and base64; in version 3 packets
/// with their lengths in front, and no binary messages.
public struct PollingPayloadDecoder: Sendable {
  /// The most packets of a payload.
  public var maxPackets: Int
  /// The most bytes of a payload.
  public var maxBytes: Int

  /// How the payload is put together.
  public var version: EngineVersion

  /// A decoder with these limits.
  public init(maxPackets: Int = 1024, maxBytes: Int = 64 * 1024, version: EngineVersion = .four) {
    self.maxPackets = maxPackets
    self.maxBytes = maxBytes
    self.version = version
  }

  /// All packets of a payload; none of them counts if one is wrong.
  ///
  /// - Throws: ``EngineProtocolError``.
  public func decode(_ payload: UnsafeRawBufferPointer) throws(EngineProtocolError) -> [PolledPacket] {
    guard payload.count <= maxBytes else { throw .payloadTooLarge }
    guard !payload.isEmpty else { throw .unknownPacketType }
    if version == .three, LengthPrefixedPayload.isFramed(payload) { return try framedPackets(in: payload) }
    try checkText(payload)
    switch version {
    case .three: return try prefixedPackets(in: payload)
    case .four: return try separatedPackets(in: payload)
    }
  }

  private func checkText(_ bytes: UnsafeRawBufferPointer) throws(EngineProtocolError) {
    var validator = UTF8Validator()
    guard validator.consume(bytes), validator.isComplete else { throw .invalidText }
  }

  private func separatedPackets(in payload: UnsafeRawBufferPointer) throws(EngineProtocolError) -> [PolledPacket] {
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

  private func prefixedPackets(in payload: UnsafeRawBufferPointer) throws(EngineProtocolError) -> [PolledPacket] {
    var packets: [PolledPacket] = []
    for range in try LengthPrefixedPayload.packets(in: payload, limit: maxPackets) {
      packets.append(try packet(in: payload, range))
    }
    return packets
  }

  /// The frames are no text; what is in each has to be.
  private func framedPackets(in payload: UnsafeRawBufferPointer) throws(EngineProtocolError) -> [PolledPacket] {
    for range in try LengthPrefixedPayload.packets(in: payload, limit: maxPackets) {
      try checkText(UnsafeRawBufferPointer(rebasing: payload[range]))
    }
    return try prefixedPackets(in: payload)
  }

  private func packet(
    in payload: UnsafeRawBufferPointer, _ range: Range<Int>
  ) throws(EngineProtocolError) -> PolledPacket {
    guard let first = range.first else { throw .unknownPacketType }
    let data = range.dropFirst()
    if payload[first] == UInt8(ascii: "b") {
      guard version == .four else { throw .binaryRefused }
      guard let bytes = Base64.decode(UnsafeRawBufferPointer(rebasing: payload[data])) else { throw .invalidBase64 }
      return .binary(bytes)
    }
    guard let type = EnginePacketType(rawValue: payload[first]) else { throw .unknownPacketType }
    return .text(type, data)
  }
}
