import EngineIO
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// The requests of Engine.IO, each of which may have to go to its session's home loop.
extension HTTPHandler {
  func engineRequested(_ endpoint: EngineEndpoint, _ request: EngineRequest, _ exchange: Exchange) {
    switch request {
    case .preflight: answer(HTTPReply(status: .noContent))
    case .refused(let error): answer(.refused(error))
    case .openPolling(let version): openPolling(endpoint, version, exchange)
    case .openWebSocket(let version): openWebSocket(endpoint, version, exchange)
    case .poll(let sid): poll(sid)
    case .payload(let sid):
      let body = exchange.body
      askHome(sid) { loop, reply in
        guard case .polling(let session) = loop.sessions[sid] else { return reply.succeed(.refused(.unknownSession)) }
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

  private func handshake(
    _ exchange: Exchange, _ transport: EngineHandshake.Transport, _ version: EngineVersion
  ) -> EngineHandshake {
    EngineHandshake(
      path: String(exchange.path), origin: exchange.head.headers.first(name: "Origin"),
      host: exchange.head.headers.first(name: "Host"), userAgent: exchange.head.headers.first(name: "User-Agent"),
      remoteAddress: address, transport: transport, version: version,
      eventLoop: loop.eventLoop)
  }

  private func openPolling(_ endpoint: EngineEndpoint, _ version: EngineVersion, _ exchange: Exchange) {
    guard let admission = admit() else { return }
    let sid = newSessionID()
    let packet = EngineHandshakePacket(
      sid: sid.text, offersWebSocket: true, heartbeat: shared.heartbeat, maxPayload: shared.configuration.maxPayload,
      version: version)
    let session = PollingSession(
      sid: sid, shared: shared, loop: loop, endpoint: endpoint, admission: admission, version: version)
    answer(.polled(packet, version))
    session.open(handshake(exchange, .polling, version))
  }

  private func openWebSocket(_ endpoint: EngineEndpoint, _ version: EngineVersion, _ exchange: Exchange) {
    guard let admission = admit() else { return }
    let sid = newSessionID()
    let handshake = handshake(exchange, .webSocket, version)
    let session = EngineWebSocketSession(shared: shared, loop: loop)
    let budget = shared.budget
    becomeWebSocket(
      exchange.head, limits: engineLimits, receiver: session, refused: { budget.release(admission) },
      started: { $0.open($1, sid: sid, endpoint: endpoint, admission: admission, handshake: handshake) })
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
}
