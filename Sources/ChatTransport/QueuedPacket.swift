import EngineIO
import NIOCore

/// A packet that waits in a polling session for the next poll, or for the WebSocket.
enum QueuedPacket: Sendable {
  case text(ByteBuffer)
  case binary(ByteBuffer)
  case ping
  case pong

  /// What it counts in the outbox: its bytes and what it costs us to keep it.
  var weight: Int {
    switch self {
    case .text(let bytes), .binary(let bytes): bytes.readableBytes + 64
    case .pong: 64
    case .ping: 0
    }
  }
}

extension PollingPayloadEncoder {
  mutating func append(_ packet: QueuedPacket) {
    switch packet {
    case .text(let bytes): append(.message, bytes.readableBytesView)
    case .binary(let bytes): append(binary: bytes.readableBytesView)
    case .ping: append(EnginePacketType.ping)
    case .pong: append(EnginePacketType.pong)
    }
  }
}
