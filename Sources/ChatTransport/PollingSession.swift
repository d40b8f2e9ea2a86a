import EngineIO
import NIOCore

/// A session on long-polling, on its home loop.
final class PollingSession: LoopMember, LinkCarrier {
  private struct Poll {
    var id: UInt64
    var reply: EventLoopPromise<HTTPReply>
  }

  let sid: SessionID
  var place = -1
  private let shared: TransportShared
  private let loop: TransportLoop
  private let endpoint: EngineEndpoint
  private let admission: SessionBudget.Admission
  private let link: EngineLink
  private var machine: EngineSessionStateMachine
  private var connection: (any EngineConnection)?
  private var queue: [QueuedPacket] = []
  private var queuedBytes = 0
  /// Since when messages wait for a poll.
  private var waitingSince: NIODeadline?
  private var poll: Poll?
  private var lastAnsweredPoll: UInt64?
  private var isOverflowing = false
  private var endReason: EngineCloseReason?
  private var target: NIOLoopBound<EngineWebSocketSession>?

  init(
    sid: SessionID, shared: TransportShared, loop: TransportLoop, endpoint: EngineEndpoint,
    admission: SessionBudget.Admission, version: EngineVersion
  ) {
    self.sid = sid
    self.shared = shared
    self.loop = loop
    self.endpoint = endpoint
    self.admission = admission
    link = EngineLink(eventLoop: loop.eventLoop, maxOutboxBytes: shared.configuration.maxOutboxBytes)
    machine = .polling(shared.heartbeat, version: version, now: EngineInstant(.now()))
  }

  func open(_ handshake: EngineHandshake) {
    link.attach(to: self, tap: nil)
    loop.sessions[sid] = .polling(self)
    loop.add(self)
    let connection = endpoint.connect(link, handshake)
    if let endReason { return connection.closed(endReason) }
    self.connection = connection
  }

  // MARK: Requests

  func pollArrived(id: UInt64, reply: EventLoopPromise<HTTPReply>) {
    switch machine.pollArrived(hasQueued: !queue.isEmpty, now: EngineInstant(.now())) {
    case .answerQueued:
      poll = Poll(id: id, reply: reply)
      answerQueued()
    case .answerNoop:
      poll = Poll(id: id, reply: reply)
      answer(.polled(.noop, machine.version))
    case .wait:
      poll = Poll(id: id, reply: reply)
    case .conflict:
      answer(.polled(.close, machine.version))
      reply.succeed(.refused(.badRequest))
      finish(.protocolError)
    case .refuse:
      reply.succeed(.refused(.unknownSession))
    case .end(let end):
      reply.succeed(.refused(.unknownSession))
      finish(EngineCloseReason(end))
    }
  }

  /// The connection of a poll broke off before the answer was written to it.
  func pollCancelled(id: UInt64) {
    if poll?.id == id {
      poll = nil
      if let end = machine.pollCancelled() { finish(EngineCloseReason(end)) }
    } else if lastAnsweredPoll == id {
      // The answer is lost, and what was in it with it: the client has to come back and ask for what it missed.
      close(.transportLost)
    }
  }

  func payloadArrived(_ body: ByteBuffer) -> HTTPReply {
    let now = EngineInstant(.now())
    switch machine.payloadArrived(now: now) {
    case .accept: break
    case .refuse: return .refused(.unknownSession)
    case .end(let end):
      finish(EngineCloseReason(end))
      return .refused(.unknownSession)
    }
    let decoder = PollingPayloadDecoder(
      maxPackets: shared.configuration.maxPacketsPerPayloadIn, maxBytes: shared.configuration.maxPayload,
      version: machine.version)
    let decoded = body.withUnsafeReadableBytes { bytes in
      Result { () throws(EngineProtocolError) in try decoder.decode(bytes) }
    }
    switch decoded {
    case .success(let packets):
      for packet in packets {
        // The rest of a payload does not count after a packet that broke the protocol.
        if take(packet, of: body, now: now) == .protocolError { return .refused(.badRequest) }
      }
      connection?.receiveComplete()
      return .ok
    case .failure(let error):
      if machine.garbageArrived() != nil { finish(error == .payloadTooLarge ? .tooLarge : .protocolError) }
      return .refused(.badRequest)
    }
  }

  private func take(_ packet: PolledPacket, of body: ByteBuffer, now: EngineInstant) -> EngineSessionEnd? {
    let action: EngineSessionStateMachine.PacketAction
    switch packet {
    case .text(let type, let range): action = machine.packetArrived(type, hasData: !range.isEmpty, now: now)
    case .binary: action = machine.binaryArrived()
    }
    switch (action, packet) {
    case (.deliver, .text(_, let range)):
      guard let text = body.getSlice(at: body.readerIndex + range.lowerBound, length: range.count) else { break }
      connection?.receive(text: text)
    case (.deliver, .binary(let bytes)):
      connection?.receive(binary: ByteBuffer(bytes: bytes))
    case (.end(let end), _):
      finish(EngineCloseReason(end))
      return end
    case (.pong, _):
      // Asked for by the client, so counted: one who pings and never polls is a slow consumer.
      enqueue(.pong)
      flush()
    case (.nothing, _), (.drop, _):
      break
    }
    return nil
  }

  // MARK: Sending

  var outboxBytes: Int { queuedBytes }

  func send(text: ByteBuffer) { enqueue(.text(text)) }

  func send(binary: ByteBuffer) { enqueue(.binary(binary)) }

  private func enqueue(_ packet: QueuedPacket) {
    guard !machine.isEnded, !isOverflowing else { return }
    guard queuedBytes + packet.weight <= shared.configuration.maxOutboxBytes else { return overflow() }
    queue.append(packet)
    queuedBytes += packet.weight
    if waitingSince == nil { waitingSince = .now() }
  }

  func overflow() {
    guard !isOverflowing else { return }
    isOverflowing = true
    loop.eventLoop.assumeIsolated().execute { self.close(.slowConsumer) }
  }

  func flush() {
    if !queue.isEmpty, machine.packetQueued() { answerQueued() }
  }

  private func answerQueued() {
    var payload = PollingPayloadEncoder(version: machine.version)
    let count = min(queue.count, max(1, shared.configuration.maxPacketsPerPayloadOut))
    for packet in queue.prefix(count) {
      payload.append(packet)
      queuedBytes -= packet.weight
    }
    queue.removeFirst(count)
    waitingSince = queuedBytes > 0 ? .now() : nil
    answer(.polled(ByteBuffer(bytes: payload.bytes)))
  }

  private func answer(_ reply: HTTPReply) {
    guard let poll else { return }
    self.poll = nil
    lastAnsweredPoll = poll.id
    poll.reply.succeed(reply)
  }

  // MARK: Upgrade

  func probeOpened() -> EngineSessionStateMachine.ProbeAction { machine.probeOpened() }

  func probePinged() {
    if machine.probePinged() { answer(.polled(.noop, machine.version)) }
  }

  func probeLost() { machine.probeLost() }

  /// Packet `5` came over the probing WebSocket; false if the session cannot move any more.
  func upgradeArrived(_ target: NIOLoopBound<EngineWebSocketSession>) -> Bool {
    guard case .move(let answerPoll) = machine.upgradeArrived(), let connection else { return false }
    self.target = target
    if answerPoll { answer(.polled(.noop, machine.version)) }
    endpoint.detach(connection) { [self] adoption in moved(adoption) }
    return true
  }

  private func moved(_ adoption: @escaping EngineAdoption) {
    guard let machine = machine.moved(), let target else { return }
    let move = SessionMove(adoption: adoption, queued: queue, machine: machine, admission: admission)
    loop.sessions[sid] = .moved
    loop.remove(self)
    link.retire()
    connection = nil
    queue = []
    target.run { $0.arrived(move) }
  }

  // MARK: End

  func timePassed(now: NIODeadline) {
    if let waitingSince, now - waitingSince >= shared.configuration.maxStall, target == nil {
      return close(.slowConsumer)
    }
    switch machine.timePassed(now: EngineInstant(now)) {
    case .nothing: break
    case .ping:
      queue.append(.ping)
      flush()
    case .end(let end): finish(EngineCloseReason(end))
    }
  }

  var isOpenSession: Bool { !machine.isEnded }

  func abandon() { close(.serverStopping) }

  func serverClosing() { close(.serverStopping) }

  func close(_ reason: EngineCloseReason) {
    if machine.closed() { finish(reason) }
  }

  private func finish(_ reason: EngineCloseReason) {
    endReason = reason
    loop.sessions[sid] = nil
    loop.remove(self)
    if reason.deliversQueued, !queue.isEmpty, target == nil { part() }
    answer(reason == .clientClosed ? .polled(.noop, machine.version) : .refused(.unknownSession))
    queue = []
    queuedBytes = 0
    shared.budget.release(admission)
    target?.run { $0.homeEnded(reason) }
    target = nil
    link.retire()
    let connection = self.connection
    self.connection = nil
    connection?.closed(reason)
  }

  /// Hands the last packets to the poll that waits, or to the next one.
  private func part() {
    if poll != nil { return answerQueued() }
    var payload = PollingPayloadEncoder(version: machine.version)
    for packet in queue.prefix(shared.configuration.maxPacketsPerPayloadOut) { payload.append(packet) }
    loop.sessions[sid] = .parting(
      ByteBuffer(bytes: payload.bytes), until: .now() + shared.configuration.pingTimeout)
  }
}

extension EngineCloseReason {
  /// The reason as the application sees it when the protocol ended the session.
  init(_ end: EngineSessionEnd) {
    switch end {
    case .clientClosed: self = .clientClosed
    case .transportLost: self = .transportLost
    case .pingTimeout: self = .pingTimeout
    case .protocolError: self = .protocolError
    }
  }
}

extension NIOLoopBound {
  /// Runs `body` with the value on its loop: at once if that is the current one.
  func run(_ body: @escaping @Sendable (Value) -> Void) {
    if eventLoop.inEventLoop {
      body(value)
    } else {
      eventLoop.execute { body(value) }
    }
  }
}
