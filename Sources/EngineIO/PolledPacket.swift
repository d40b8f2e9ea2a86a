/// A packet found in a polling payload.
public enum PolledPacket: Sendable, Hashable {
  /// A text packet: its type, and where its data (after the type byte) is in the payload.
  case text(EnginePacketType, Range<Int>)
  /// A binary message, decoded.
  case binary([UInt8])
}
