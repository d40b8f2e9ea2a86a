public import NIOCore

/// The sending half of a plain WebSocket, without Engine.IO; bound to its event loop.
public final class PlainWebSocket {
  /// Sends one text message (valid UTF-8) and flushes.
  public func send(text: ByteBuffer) {}

  /// Sends one binary message and flushes.
  public func send(binary: ByteBuffer) {}

  /// Closes with this reason's code.
  public func close(_ reason: EngineCloseReason) {}
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
