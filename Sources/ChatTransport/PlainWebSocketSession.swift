import NIOCore

/// Joins a plain WebSocket with what the route's owner put behind it.
final class PlainWebSocketSession: WebSocketReceiver {
  private var socket: PlainWebSocket?
  private var receiver: (any PlainWebSocketReceiver)?

  func started(
    _ handler: WebSocketHandler, limits: WebSocketLimits,
    opened: (PlainWebSocket) -> any PlainWebSocketReceiver
  ) {
    let socket = PlainWebSocket(handler: handler, limits: limits)
    self.socket = socket
    receiver = opened(socket)
  }

  func webSocket(text: ByteBuffer) { receiver?.receive(text: text) }

  func webSocket(binary: ByteBuffer) { receiver?.receive(binary: binary) }

  func webSocketReadComplete() {}

  func webSocketTimePassed(now: NIODeadline) {}

  func webSocketServerClosing() { socket?.close(.serverStopping) }

  func webSocketEnded(_ end: WebSocketEnd) {
    socket?.retire()
    socket = nil
    receiver?.closed()
    receiver = nil
  }
}
