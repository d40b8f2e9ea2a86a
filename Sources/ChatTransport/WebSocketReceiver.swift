import NIOCore

/// Why a WebSocket ended.
enum WebSocketEnd {
  /// The client sent Close.
  case clientClosed
  /// The connection broke off.
  case lost
  /// We closed it, or the client broke a rule.
  case closed(EngineCloseReason)
}

/// What is behind a WebSocket.
protocol WebSocketReceiver: AnyObject {
  /// A whole text message, checked for UTF-8.
  func webSocket(text: ByteBuffer)
  func webSocket(binary: ByteBuffer)
  func webSocketReadComplete()
  func webSocketTimePassed(now: NIODeadline)
  func webSocketServerClosing()
  /// Called once, and last.
  func webSocketEnded(_ end: WebSocketEnd)
}
