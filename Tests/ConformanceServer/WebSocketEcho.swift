import ChatTransport
import NIOCore

/// Plain WebSocket: every message is sent back as it came.
final class WebSocketEcho: PlainWebSocketReceiver {
  private let socket: PlainWebSocket

  init(_ socket: PlainWebSocket) {
    self.socket = socket
  }

  func receive(text: ByteBuffer) { socket.send(text: text) }

  func receive(binary: ByteBuffer) { socket.send(binary: binary) }

  func closed() {}
}
