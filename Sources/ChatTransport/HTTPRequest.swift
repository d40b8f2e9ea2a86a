public import NIOCore
public import NIOHTTP1

/// A plain HTTP request that is for no engine path. Its body, if any, has been read and thrown away.
public struct HTTPRequest: Sendable {
  /// The method.
  public var method: HTTPMethod
  /// The path without its query, as sent (percent-encoding is kept).
  public var path: String
  /// The query after `?`, as sent; empty if there is none.
  public var query: String
  /// The headers.
  public var headers: HTTPHeaders
  /// The peer's IP address as text, without port; empty for a Unix socket.
  public var remoteAddress: String

  /// A request with all its parts.
  public init(method: HTTPMethod, path: String, query: String, headers: HTTPHeaders, remoteAddress: String) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.remoteAddress = remoteAddress
  }
}

/// Answers every request that is for no engine path and no WebSocket path. Called on the connection's event loop; the
/// future may be completed on any loop. HEAD is answered like GET and its body left out. A failed future becomes a 500.
public typealias HTTPResponder = @Sendable (HTTPRequest, any EventLoop) -> EventLoopFuture<HTTPReply>
