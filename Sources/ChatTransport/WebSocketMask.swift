import NIOCore
import NIOWebSocket

/// Takes the mask off a client's frame (RFC 6455, 5.3), eight bytes at a time.
enum WebSocketMask {
  static func remove(_ key: WebSocketMaskingKey, from buffer: inout ByteBuffer) {
    buffer.withUnsafeMutableReadableBytes { bytes in
      let word = key.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }.bigEndian
      let wide = UInt64(word) << 32 | UInt64(word)
      var index = 0
      while index &+ 8 <= bytes.count {
        let masked = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        bytes.storeBytes(of: masked ^ wide, toByteOffset: index, as: UInt64.self)
        index &+= 8
      }
      withUnsafeBytes(of: word) { key in
        while index < bytes.count {
          bytes[index] ^= key[index & 3]
          index &+= 1
        }
      }
    }
  }
}
