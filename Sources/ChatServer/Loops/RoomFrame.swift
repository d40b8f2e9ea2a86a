import ChatTransport
import NIOCore

/// A room's event as bytes, made once and shared by all its receivers.
struct RoomFrame: Sendable {
  /// How soon a frame has to go. Whatever goes takes along what came before it.
  enum Urgency {
    /// As soon as the window for messages allows.
    case message
    /// Who comes, goes and types: a little later is soon enough, and a crowd that comes at once is told at once.
    case presence
  }

  /// A complete WebSocket frame.
  let webSocket: ByteBuffer
  /// The Socket.IO packet alone, for members on polling: a slice of the same memory.
  let packet: ByteBuffer

  init(packet: ByteBuffer) {
    var frame = ByteBuffer()
    frame.reserveCapacity(packet.readableBytes + 11)
    WebSocketFraming.append(message: packet, to: &frame)
    webSocket = frame
    self.packet = frame.getSlice(at: frame.writerIndex - packet.readableBytes, length: packet.readableBytes) ?? packet
  }
}
