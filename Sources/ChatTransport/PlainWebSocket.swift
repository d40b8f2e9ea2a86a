public import NIOCore

/// The sending half of a plain WebSocket, without Engine.IO; bound to its event loop.
///
/// At most two of the largest messages wait to be sent. Beyond: closed as ``EngineCloseReason/slowConsumer``.
public final class PlainWebSocket {
  private var handler: WebSocketHandler?
  private let maxOutboxBytes: Int

  init(handler: WebSocketHandler, limits: WebSocketLimits) {
    self.handler = handler
    maxOutboxBytes = limits.maxMessageBytes.multipliedReportingOverflow(by: 2).partialValue
  }

  /// Sends one text message (valid UTF-8) and flushes.
  public func send(text: ByteBuffer) {
    send(firstByte: 0x81, text)
  }

  /// Sends one binary message and flushes.
  public func send(binary: ByteBuffer) {
    send(firstByte: 0x82, binary)
  }

  /// Closes with this reason's code.
  public func close(_ reason: EngineCloseReason) {
    handler?.close(reason)
  }

  func retire() { handler = nil }

  private func send(firstByte: UInt8, _ message: ByteBuffer) {
    guard let handler else { return }
    if !handler.tap.isWritable, handler.tap.pendingBytes > maxOutboxBytes { return handler.close(.slowConsumer) }
    handler.write(firstByte: firstByte, message)
    handler.tap.flush()
  }
}

/// What receives the messages of a plain WebSocket, on its event loop.
public protocol PlainWebSocketReceiver: AnyObject {
  /// A whole text message; valid UTF-8.
  func receive(text: ByteBuffer)
  /// A whole binary message.
  func receive(binary: ByteBuffer)
  /// The WebSocket has ended. Called once, and last.
  func closed()
}
