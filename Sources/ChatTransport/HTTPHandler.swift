import EngineIO
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// One HTTP/1.1 connection: routes requests, writes replies, keeps the limits, and becomes a WebSocket when asked.
final class HTTPHandler: ChannelInboundHandler, RemovableChannelHandler, LoopMember {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
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
  private enum Purpose {
    case reply(HTTPReply)
    case plain
    case engine(EngineEndpoint, EngineRequest)
    case webSocket(WebSocketLimits, @Sendable (PlainWebSocket) -> any PlainWebSocketReceiver)
  }

  private struct Exchange {
    var head: HTTPRequestHead
    var path: Substring
    var query: Substring
    var purpose: Purpose
    var body = ByteBuffer()
    var poll: (sid: SessionID, id: UInt64)?
  }

  private static let lingerTime = TimeAmount.seconds(2)

  var place = -1
  let shared: TransportShared
  let loop: TransportLoop
  let channel: any Channel
  let address: String
  private let pipeline: HTTPPipeline
  private var state: State
  private var exchange: Exchange?

  init(shared: TransportShared, loop: TransportLoop, channel: any Channel, pipeline: HTTPPipeline) {
    self.shared = shared
    self.loop = loop
    self.channel = channel
    self.pipeline = pipeline
    address = channel.remoteAddress?.ipAddress ?? ""
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
      return .engine(endpoint, EngineRequest(head, query: query, origins: shared.configuration.origins))
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

  // MARK: Engine.IO

  private func engineRequested(_ endpoint: EngineEndpoint, _ request: EngineRequest, _ exchange: Exchange) {
    switch request {
    case .preflight: answer(HTTPReply(status: .noContent))
    case .refused(let error): answer(.refused(error))
    case .openPolling: openPolling(endpoint, exchange)
    case .openWebSocket: openWebSocket(endpoint, exchange)
    case .poll(let sid): poll(sid)
    case .payload(let sid):
      askHome(sid) { loop, reply in
        guard case .polling(let session) = loop.sessions[sid] else { return reply.succeed(.refused(.unknownSession)) }
        let body = exchange.body
        reply.succeed(session.payloadArrived(body))
      }
    case .probe(let sid): probe(sid, exchange.head)
    }
  }

  /// A place among the open sessions, or nil if the request has been refused.
  private func admit() -> SessionBudget.Admission? {
    guard !shared.isDraining.load(ordering: .relaxed) else {
      answer(.limited(status: .serviceUnavailable, "The server is stopping"))
      return nil
    }
    switch shared.budget.admit(address, now: .now()) {
    case .admitted(let admission): return admission
    case .tooManyOfAddress: answer(.limited(status: .tooManyRequests, "Too many connections"))
    case .full: answer(.limited(status: .serviceUnavailable, "The server is full"))
    }
    shared.logger.debug("Session refused", metadata: ["address": "\(address)"])
    return nil
  }

  private func newSessionID() -> SessionID {
    var random = SystemRandomNumberGenerator()
    return SessionID(loop: loop.index, random: &random)
  }

  private func handshake(_ exchange: Exchange, _ transport: EngineHandshake.Transport) -> EngineHandshake {
    EngineHandshake(
      path: String(exchange.path), origin: exchange.head.headers.first(name: "Origin"),
      host: exchange.head.headers.first(name: "Host"), userAgent: exchange.head.headers.first(name: "User-Agent"),
      remoteAddress: address, transport: transport, eventLoop: loop.eventLoop)
  }

  private func openPolling(_ endpoint: EngineEndpoint, _ exchange: Exchange) {
    guard let admission = admit() else { return }
    let sid = newSessionID()
    let packet = EngineHandshakePacket(
      sid: sid.text, offersWebSocket: true, heartbeat: shared.heartbeat, maxPayload: shared.configuration.maxPayload)
    let session = PollingSession(sid: sid, shared: shared, loop: loop, endpoint: endpoint, admission: admission)
    answer(.polled(packet.text))
    session.open(handshake(exchange, .polling))
  }

  private func openWebSocket(_ endpoint: EngineEndpoint, _ exchange: Exchange) {
    guard let admission = admit() else { return }
    let sid = newSessionID()
    let handshake = handshake(exchange, .webSocket)
    let session = EngineWebSocketSession(shared: shared, loop: loop)
    let installed = becomeWebSocket(exchange.head, limits: engineLimits, receiver: session) { session, handler in
      session.open(handler, sid: sid, endpoint: endpoint, admission: admission, handshake: handshake)
    }
    if !installed { shared.budget.release(admission) }
  }

  private var engineLimits: WebSocketLimits {
    WebSocketLimits(
      maxMessageBytes: shared.configuration.maxPayload, maxFragments: shared.configuration.maxFragments,
      maxFragmentTime: shared.configuration.maxFragmentTime)
  }

  private func poll(_ sid: SessionID) {
    let id = shared.nextPollID.wrappingAdd(1, ordering: .relaxed).newValue
    exchange?.poll = (sid, id)
    askHome(sid) { loop, reply in
      switch loop.sessions[sid] {
      case .polling(let session): session.pollArrived(id: id, reply: reply)
      case .parting(let payload, _):
        loop.sessions[sid] = nil
        reply.succeed(.polled(payload))
      case .moved, nil: reply.succeed(.refused(.unknownSession))
      }
    }
  }

  private func askHome(
    _ sid: SessionID, _ ask: @escaping @Sendable (TransportLoop, EventLoopPromise<HTTPReply>) -> Void
  ) {
    let promise = loop.eventLoop.makePromise(of: HTTPReply.self)
    promise.futureResult.assumeIsolated().whenSuccess { self.answer($0) }
    if !shared.atHome(sid, { ask($0, promise) }) { promise.succeed(.refused(.unknownSession)) }
  }

  private func probe(_ sid: SessionID, _ head: HTTPRequestHead) {
    let promise = loop.eventLoop.makePromise(of: EngineSessionStateMachine.ProbeAction.self)
    promise.futureResult.assumeIsolated().whenSuccess { self.probeAnswered($0, sid, head) }
    let isOurs = shared.atHome(sid) { loop in
      switch loop.sessions[sid] {
      case .polling(let session): promise.succeed(session.probeOpened())
      case .moved: promise.succeed(.acceptAndClose)
      case .parting, nil: promise.succeed(.refuse)
      }
    }
    if !isOurs { promise.succeed(.refuse) }
  }

  private func probeAnswered(_ action: EngineSessionStateMachine.ProbeAction, _ sid: SessionID, _ head: HTTPRequestHead)
  {
    switch action {
    case .refuse:
      answer(.refused(.unknownSession))
    case .accept:
      let session = EngineWebSocketSession(shared: shared, loop: loop)
      let installed = becomeWebSocket(head, limits: engineLimits, receiver: session) { $0.probe($1, sid: sid) }
      guard !installed else { return }
      _ = shared.atHome(sid) { loop in
        if case .polling(let session) = loop.sessions[sid] { session.probeLost() }
      }
    case .acceptAndClose:
      let session = EngineWebSocketSession(shared: shared, loop: loop)
      becomeWebSocket(head, limits: engineLimits, receiver: session) { $1.close(.policy) }
    }
  }

  // MARK: WebSocket

  /// Answers 101 and puts the WebSocket in our place; false if the connection is gone or the request is wrong.
  @discardableResult
  private func becomeWebSocket<Receiver: WebSocketReceiver>(
    _ head: HTTPRequestHead, limits: WebSocketLimits, receiver: Receiver,
    started: (Receiver, WebSocketHandler) -> Void
  ) -> Bool {
    guard case .responding = state, channel.isActive else { return false }
    guard let headers = WebSocketUpgrade.responseHeaders(to: head, on: channel) else {
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

  // MARK: Answering

  /// Answers now although the request is not complete, and closes.
  private func refuse(_ reply: HTTPReply) {
    exchange?.head.headers.replaceOrAdd(name: "Connection", value: "close")
    answer(reply)
  }

  private func answer(_ reply: HTTPReply) {
    switch state {
    case .closing, .finishing, .gone: return
    case .idle, .receiving, .responding: break
    }
    guard let exchange else { return }
    self.exchange = nil
    let head = exchange.head
    // The parser takes nothing more after a request that asked for another protocol.
    let keepsAlive = head.isKeepAlive && !head.headers.contains(name: "Upgrade")
    var headers = reply.headers
    if case .engine = exchange.purpose { CrossOrigin.addHeaders(to: &headers, for: head, shared.configuration.origins) }
    let hasBody = reply.status.mayHaveResponseBody
    if hasBody { headers.replaceOrAdd(name: "Content-Length", value: String(reply.body.readableBytes)) }
    if !keepsAlive {
      headers.replaceOrAdd(name: "Connection", value: "close")
    } else if head.version == .http1_0 {
      headers.replaceOrAdd(name: "Connection", value: "keep-alive")
    }
    let isWhole = wasReceived
    state = .finishing(until: .now() + shared.configuration.keepAlive)
    write(.head(HTTPResponseHead(version: head.version, status: reply.status, headers: headers)))
    if hasBody, head.method != .HEAD, reply.body.readableBytes > 0 { write(.body(.byteBuffer(reply.body))) }
    channel.flush()
    if !keepsAlive || !isWhole {
      write(.end(nil))
      closeSoon()
    } else if channel.isWritable {
      finishReply()
    }
  }

  /// Lets the next request in.
  private func finishReply() {
    guard case .finishing = state else { return }
    state = .idle(until: .now() + shared.configuration.keepAlive)
    write(.end(nil))
    channel.flush()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    // Who asks again and again without reading must not fill our memory.
    if channel.isWritable { finishReply() }
    context.fireChannelWritabilityChanged()
  }

  /// Whether the request has come in whole.
  private var wasReceived: Bool {
    if case .responding = state { true } else { false }
  }

  private func write(_ part: HTTPServerResponsePart) {
    pipeline.write(part)
  }

  private func closeSoon() {
    state = .closing(until: .now() + Self.lingerTime)
    channel.close(mode: .output, promise: nil)
  }

  /// The head is too large or cannot be parsed: there is no request to answer, so the reply goes straight out.
  func headRefused(_ status: HTTPResponseStatus) {
    switch state {
    case .idle: break
    case .closing, .gone: return
    case .receiving, .responding, .finishing: return closeNow()
    }
    pipeline.tap.write(
      ByteBuffer(
        string: "HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
    pipeline.tap.flush()
    closeSoon()
  }

  var isOpenSession: Bool { false }

  func abandon() { closeNow() }

  private func closeNow() { channel.close(promise: nil) }

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

  func serverClosing() {
    switch state {
    case .idle, .receiving, .finishing: closeNow()
    case .responding, .closing, .gone: break
    }
  }
}
