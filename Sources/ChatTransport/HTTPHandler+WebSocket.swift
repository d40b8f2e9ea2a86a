import NIOCore
import NIOHTTP1

/// Becoming a WebSocket.
extension HTTPHandler {
  /// Answers 101 and puts the WebSocket in our place; false if the connection is gone or the request is wrong.
  ///
  /// - Parameter refused: called before that is answered, so that whoever reads the answer finds it done.
  @discardableResult
  func becomeWebSocket<Receiver: WebSocketReceiver>(
    _ head: HTTPRequestHead, limits: WebSocketLimits, receiver: Receiver, refused: () -> Void = {},
    started: (Receiver, WebSocketHandler) -> Void
  ) -> Bool {
    guard case .responding = state, channel.isActive else {
      refused()
      return false
    }
    guard let headers = WebSocketUpgrade.responseHeaders(to: head, on: channel) else {
      refused()
      answer(.text("This is no WebSocket request of version 13.\n", status: .badRequest))
      return false
    }
    write(.head(HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)))
    pipeline.tap.flush()
    state = .gone
    exchange = nil
    loop.remove(self)
    let handler = WebSocketHandler(
      tap: pipeline.tap, channel: channel, loop: loop, limits: limits, receiver: receiver)
    loop.add(handler)
    pipeline.becomeWebSocket(handler, http: self, maxFrameSize: limits.maxMessageBytes) { started(receiver, handler) }
    return true
  }
}
