import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The answer to a WebSocket's opening request (RFC 6455, 4.2.2). No extension and no subprotocol is agreed to.
enum WebSocketUpgrade {
  /// The headers of the 101, or nil if the request has no key or another version.
  static func responseHeaders(to head: HTTPRequestHead, on channel: any Channel) -> HTTPHeaders? {
    let upgrader = NIOWebSocketServerUpgrader(
      shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
      upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
    let future = upgrader.buildUpgradeResponse(
      channel: channel, upgradeRequest: head, initialResponseHeaders: [:])
    // Nothing in it waits, so the future is complete already.
    var headers: HTTPHeaders?
    future.assumeIsolated().whenSuccess { headers = $0 }
    return headers
  }
}
