/// Why bytes of a peer are not Engine.IO.
public enum EngineProtocolError: Error, Sendable, Hashable {
  /// An empty packet, or one that begins with none of the seven types.
  case unknownPacketType
  /// `b` followed by something that is not base64.
  case invalidBase64
  /// Bytes that are not UTF-8.
  case invalidText
  /// A length of version 3 that is no number, or does not fit what follows.
  case invalidLength
  /// A binary message of version 3, which is not taken.
  case binaryRefused
  /// More packets in a polling payload than allowed.
  case tooManyPackets
  /// A polling payload above the size limit.
  case payloadTooLarge
}
