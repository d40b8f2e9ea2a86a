import EngineIO
import NIOCore
import NIOHTTP1

/// One HTTP/1.1 connection: routes requests, writes replies, keeps the limits, and becomes a WebSocket when asked.
final class HTTPHandler: ChannelInboundHandler, RemovableChannelHandler, LoopMember {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  enum State {
    case idle(until: NIODeadline)
    case receiving(until: NIODeadline)
    case responding
    /// The reply is written; the next request waits until the client has read most of it.
    case finishing(until: NIODeadline)
    /// The last reply is written and our half shut; what still comes is thrown away.
    case closing(until: NIODeadline)
    case gone
  }

  /// What a request becomes when it has come in whole.
  enum Purpose {
    case reply(HTTPReply)
    case plain
    case engine(EngineEndpoint, EngineRequest)
    case webSocket(WebSocketLimits, @Sendable (PlainWebSocket) -> any PlainWebSocketReceiver)
  }

  struct Exchange {
    var head: HTTPRequestHead
    var path: Substring
    var query: Substring
    var purpose: Purpose
    var body = ByteBuffer()
    var poll: (sid: SessionID, id: UInt64)?
  }

  static let lingerTime = TimeAmount.seconds(2)

  var place = -1
  let shared: TransportShared
  let loop: TransportLoop
  let channel: any Channel
  /// Where the requests come from.
  private(set) var address: String
  private let peer: String
  let pipeline: HTTPPipeline
  var state: State
  var exchange: Exchange?

  init(shared: TransportShared, loop: TransportLoop, channel: any Channel, pipeline: HTTPPipeline) {
    self.shared = shared
    self.loop = loop
    self.channel = channel
    self.pipeline = pipeline
    peer = channel.remoteAddress?.ipAddress ?? ""
    address = peer
    state = .idle(until: .now() + shared.configuration.maxHeaderTime)
  }

  // MARK: Reading

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch state {
    case .closing, .gone: return
    case .idle, .receiving, .responding, .finishing: break
    }
    switch Self.unwrapInboundIn(data) {
    case .head(let head): headArrived(head)
    case .body(let bytes): bodyArrived(bytes)
    case .end: endArrived()
    }
  }

  private func headArrived(_ head: HTTPRequestHead) {
    pipeline.meter.headEnded()
    let proxies = shared.configuration.trustedProxies
    if !proxies.isEmpty { address = proxies.origin(peer: peer, forwarded: head.headers["X-Forwarded-For"]) }
    state = .receiving(until: .now() + shared.configuration.maxHeaderTime)
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts.first ?? ""
    let query = parts.count > 1 ? parts[1] : ""
    exchange = Exchange(head: head, path: path, query: query, purpose: purpose(of: head, path, query))
    if head.headers.count > shared.configuration.maxHeaderFields {
      return refuse(.text("Too many header fields.\n", status: .requestHeaderFieldsTooLarge))
    }
    if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }),
      length > shared.configuration.maxPayload
    {
      return refuse(tooLarge)
    }
    if head.headers.first(name: "Expect")?.lowercased() == "100-continue" {
      write(.head(HTTPResponseHead(version: head.version, status: .continue)))
      pipeline.tap.flush()
    }
  }

  private func purpose(of head: HTTPRequestHead, _ path: Substring, _ query: Substring) -> Purpose {
    switch shared.routes.byPath[String(path)] {
    case .engine(let endpoint):
      return .engine(endpoint, EngineRequest(head, query: query, shared.configuration))
    case .webSocket(let limits, let opened):
      guard head.method == .GET, head.asksForWebSocket else {
        return .reply(.text("This is a WebSocket.\n", status: .upgradeRequired))
      }
      let permitted = shared.configuration.origins.permits(
        origin: head.headers.first(name: "Origin"), host: head.headers.first(name: "Host"))
      return permitted ? .webSocket(limits, opened) : .reply(.refused(.forbidden))
    case nil:
      return .plain
    }
  }

  private func bodyArrived(_ bytes: ByteBuffer) {
    guard let size = exchange?.body.readableBytes, size + bytes.readableBytes <= shared.configuration.maxPayload else {
      return refuse(tooLarge)
    }
    exchange?.body.writeImmutableBuffer(bytes)
  }

  private var tooLarge: HTTPReply { .text("The body is too large.\n", status: .payloadTooLarge) }

  private func endArrived() {
    guard let exchange else { return }
    pipeline.meter.requestEnded()
    state = .responding
    switch exchange.purpose {
    case .reply(let reply): answer(reply)
    case .plain: plainRequested(exchange)
    case .engine(let endpoint, let request): engineRequested(endpoint, request, exchange)
    case .webSocket(let limits, let opened):
      becomeWebSocket(exchange.head, limits: limits, receiver: PlainWebSocketSession()) { session, handler in
        session.started(handler, limits: limits, opened: opened)
      }
    }
  }

  // MARK: Plain HTTP

  private func plainRequested(_ exchange: Exchange) {
    let request = HTTPRequest(
      method: exchange.head.method, path: String(exchange.path), query: String(exchange.query),
      headers: exchange.head.headers, remoteAddress: address)
    shared.routes.http(request, loop.eventLoop).hop(to: loop.eventLoop).assumeIsolated().whenComplete { result in
      switch result {
      case .success(let reply): self.answer(reply)
      case .failure: self.answer(.text("Something went wrong here.\n", status: .internalServerError))
      }
    }
  }

  // MARK: Errors, time, end

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? HTTPParserError {
      headRefused(error == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest)
    } else if case .closing = state {
      // What comes after a refused head is reported as a further error; it is thrown away until the client closes.
    } else {
      closeNow()
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    loop.remove(self)
    state = .gone
    guard let poll = exchange?.poll else { return }
    exchange = nil
    _ = shared.atHome(poll.sid) { loop in
      if case .polling(let session) = loop.sessions[poll.sid] { session.pollCancelled(id: poll.id) }
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    // Who asks again and again without reading must not fill our memory.
    if channel.isWritable { finishReply() }
    context.fireChannelWritabilityChanged()
  }

  func timePassed(now: NIODeadline) {
    switch state {
    case .idle(let until):
      let isLate = pipeline.meter.began.map { now - $0 >= shared.configuration.maxHeaderTime } ?? false
      if isLate || now >= until { closeNow() }
    case .receiving(let until), .finishing(let until), .closing(let until):
      if now >= until { closeNow() }
    case .responding, .gone:
      break
    }
  }

  var isOpenSession: Bool { false }

  func abandon() { closeNow() }

  func serverClosing() {
    switch state {
    case .idle, .receiving, .finishing: closeNow()
    case .responding, .closing, .gone: break
    }
  }
}
