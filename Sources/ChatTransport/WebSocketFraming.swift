public import NIOCore

/// Makes WebSocket frames as a server sends them: unmasked, unfragmented, the shortest length form (RFC 6455, 5.2).
public enum WebSocketFraming {
  /// Appends one text frame with an Engine.IO message packet: type byte `4`, then `payload`, which must be valid UTF-8.
  public static func append(message payload: ByteBufferView, to buffer: inout ByteBuffer) {
    appendHeader(firstByte: 0x81, length: payload.count + 1, to: &buffer)
    buffer.writeInteger(UInt8(ascii: "4"))
    buffer.writeBytes(payload)
  }

  /// Appends one text frame with an Engine.IO message packet: type byte `4`, then `payload`, which must be valid UTF-8.
  public static func append(message payload: ByteBuffer, to buffer: inout ByteBuffer) {
    append(message: payload.readableBytesView, to: &buffer)
  }

  /// Appends one frame with these payload bytes.
  ///
  /// - Parameter firstByte: FIN, reserved bits and opcode, such as 0x81 for a whole text message.
  static func append(firstByte: UInt8, payload: ByteBuffer, to buffer: inout ByteBuffer) {
    appendHeader(firstByte: firstByte, length: payload.readableBytes, to: &buffer)
    buffer.writeImmutableBuffer(payload)
  }

  /// Appends a frame's first bytes up to its payload.
  static func appendHeader(firstByte: UInt8, length: Int, to buffer: inout ByteBuffer) {
    buffer.writeInteger(firstByte)
    if length < 126 {
      buffer.writeInteger(UInt8(length))
    } else if length <= Int(UInt16.max) {
      buffer.writeInteger(UInt8(126))
      buffer.writeInteger(UInt16(length))
    } else {
      buffer.writeInteger(UInt8(127))
      buffer.writeInteger(UInt64(length))
    }
  }
}
