public import NIOCore
public import NIOHTTP1

/// An answer to a plain HTTP request. `Content-Length`, `Connection` and `Date`-like transport headers are added.
public struct HTTPReply: Sendable {
  /// The status.
  public var status: HTTPResponseStatus
  /// The headers, without `Content-Length` and `Connection`.
  public var headers: HTTPHeaders
  /// The body; for HEAD only its length is sent.
  public var body: ByteBuffer

  /// A reply with all its parts.
  public init(status: HTTPResponseStatus, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A reply with a plain text body.
  public static func text(_ text: String, status: HTTPResponseStatus = .ok) -> HTTPReply {
    HTTPReply(
      status: status, headers: ["Content-Type": "text/plain; charset=UTF-8"], body: ByteBuffer(string: text))
  }

  /// 404 with a line of text.
  public static var notFound: HTTPReply { .text("There is nothing here.\n", status: .notFound) }
}
