import ChatModel
import ChatTransport
import NIOCore
import NIOHTTP1

/// Answers plain HTTP: the page and its files, people's pictures, and whether the server is alive and ready.
struct WebResponder: Sendable {
  /// What is served where: what is for the public, what is for who looks after the server, or both at one address.
  enum Part: Sendable {
    case page, operations, everything
  }

  let readiness: Readiness
  let metrics: MetricsSource
  let part: Part
  private let assets: WebAssets

  init(readiness: Readiness, metrics: MetricsSource, part: Part, assets: WebAssets) {
    self.readiness = readiness
    self.metrics = metrics
    self.part = part
    self.assets = assets
  }

  func reply(to request: HTTPRequest, on eventLoop: any EventLoop) -> EventLoopFuture<HTTPReply> {
    let isRead = request.method == .GET || request.method == .HEAD
    guard isRead, part != .page, request.path == "/metrics" else {
      return eventLoop.makeSucceededFuture(reply(to: request))
    }
    return metrics.text(on: eventLoop).map { text in
      var reply = HTTPReply.text(text)
      reply.headers.replaceOrAdd(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")
      reply.headers.add(name: "Cache-Control", value: "no-store")
      return guarded(reply)
    }
  }

  private func reply(to request: HTTPRequest) -> HTTPReply {
    guard request.method == .GET || request.method == .HEAD else {
      var reply = HTTPReply.text("Only GET and HEAD are served here.\n", status: .methodNotAllowed)
      reply.headers.add(name: "Allow", value: "GET, HEAD")
      return guarded(reply)
    }
    switch request.path {
    case "/health": return guarded(.text("ok\n"))
    case "/ready" where part != .page: return guarded(ready())
    case _ where part == .operations: return guarded(notFound)
    case "/": return guarded(page())
    case "/favicon.ico": return guarded(HTTPReply(status: .noContent))
    case "/socket.io/socket.io.js": return guarded(file(assets.socketIOClient, caching: "public, max-age=3600"))
    case let path where path.hasPrefix("/assets/"):
      return guarded(file(assets.files[String(path.dropFirst(8))], caching: "public, max-age=31536000, immutable"))
    case let path where path.hasPrefix("/avatar/") && path.hasSuffix(".svg"):
      return guarded(avatar(path.dropFirst(8).dropLast(4)))
    default: return guarded(notFound)
    }
  }

  private var notFound: HTTPReply { .text("There is nothing here.\n", status: .notFound) }

  private func page() -> HTTPReply {
    guard let index = assets.index else {
      return .text(
        "This parlor was built without its web page. Run Scripts/setup, then build again: Scripts/run does both.\n",
        status: .serviceUnavailable)
    }
    var reply = file(index, caching: "no-cache")
    reply.headers.add(name: "Content-Security-Policy", value: Self.policy)
    return reply
  }

  private func ready() -> HTTPReply {
    switch readiness.state {
    case .ready: .text("ready\n")
    case .storeAway: .text("The store is away.\n", status: .serviceUnavailable)
    case .stopping: .text("The server is stopping.\n", status: .serviceUnavailable)
    }
  }

  private func file(_ asset: WebAssets.Asset?, caching: String) -> HTTPReply {
    guard let asset else { return notFound }
    return HTTPReply(
      status: .ok, headers: ["Content-Type": asset.contentType, "Cache-Control": caching], body: asset.body)
  }

  private func avatar(_ text: Substring) -> HTTPReply {
    guard let member = MemberID(text) else { return notFound }
    return HTTPReply(
      status: .ok,
      headers: [
        "Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=604800, immutable",
        "Content-Security-Policy": "default-src 'none'; style-src 'none'; sandbox",
      ],
      body: ByteBuffer(string: AvatarDrawing(of: member).svg))
  }

  private func guarded(_ reply: HTTPReply) -> HTTPReply {
    var reply = reply
    reply.headers.add(name: "X-Content-Type-Options", value: "nosniff")
    reply.headers.add(name: "Referrer-Policy", value: "no-referrer")
    reply.headers.add(name: "Cross-Origin-Opener-Policy", value: "same-origin")
    return reply
  }

  private static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "font-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")
}
