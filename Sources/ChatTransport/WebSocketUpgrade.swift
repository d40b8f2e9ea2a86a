import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The answer to a WebSocket's opening request (RFC 6455, 4.2.2). No extension and no subprotocol is agreed to.
enum WebSocketUpgrade {
  /// The headers of the 101, or nil if the request has no valid key or another version.
  static func responseHeaders(to head: HTTPRequestHead, on channel: any Channel) -> HTTPHeaders? {
    guard head.headers["Sec-WebSocket-Key"].allSatisfy(isKey) else { return nil }
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

  /// Sixteen bytes as base64: 22 characters of the alphabet and two fillers.
  private static func isKey(_ text: String) -> Bool {
    text.utf8.count == 24 && text.hasSuffix("==") && text.utf8.dropLast(2).allSatisfy(isOfTheAlphabet)
  }

  private static func isOfTheAlphabet(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
