import EngineIO
import NIOCore

/// A session on its WebSocket, or a WebSocket that probes and waits for its session.
final class EngineWebSocketSession: WebSocketReceiver, LinkCarrier {
  private enum Stage {
    /// Not started, or over.
    case idle
    case probing(EngineProbeStateMachine)
    case running
  }

  private struct Waiting {
    var packets: [(isText: Bool, bytes: ByteBuffer)] = []
    var bytes = 0
  }

  private let shared: TransportShared
  private let loop: TransportLoop
  private let link: EngineLink
  private var handler: WebSocketHandler?
  private var stage = Stage.idle
  private var machine: EngineSessionStateMachine?
  private var connection: (any EngineConnection)?
  private var admission: SessionBudget.Admission?
  /// The sid of a session that began on polling.
  private var home: SessionID?
  private var waiting = Waiting()
  private var isOverflowing = false
  private var endReason: EngineCloseReason?
  private var stall = StallWatch()

  init(shared: TransportShared, loop: TransportLoop) {
    self.shared = shared
    self.loop = loop
    link = EngineLink(eventLoop: loop.eventLoop, maxOutboxBytes: shared.configuration.maxOutboxBytes)
  }

  // MARK: Opening

  /// A session that begins here.
  func open(
    _ handler: WebSocketHandler, sid: SessionID, endpoint: EngineEndpoint, admission: SessionBudget.Admission,
    handshake: EngineHandshake
  ) {
    self.handler = handler
    self.admission = admission
    machine = .webSocket(shared.heartbeat, version: handshake.version, now: EngineInstant(.now()))
    stage = .running
    let packet = EngineHandshakePacket(
      sid: sid.text, offersWebSocket: false, heartbeat: shared.heartbeat, maxPayload: shared.configuration.maxPayload,
      version: handshake.version)
    handler.write(firstByte: 0x81, ByteBuffer(string: packet.text))
    handler.tap.flush()
    link.attach(to: self, tap: handler.tap)
    keep(endpoint.connect(link, handshake))
  }

  /// A WebSocket that may become a session's, whose home has been asked.
  func probe(_ handler: WebSocketHandler, sid: SessionID) {
    self.handler = handler
    home = sid
    stage = .probing(
      EngineProbeStateMachine(deadline: EngineInstant(.now() + shared.configuration.upgradeTimeout)))
  }

  /// The session is here.
  func arrived(_ move: SessionMove) {
    admission = move.admission
    machine = move.machine
    guard let handler, handler.isOpen, case .probing(var probe) = stage else {
      // The WebSocket broke off on the way: the application must hear of it, once, from the connection it makes now.
      let connection = move.adoption(link)
      releaseSession()
      return connection.closed(.transportLost)
    }
    _ = probe.ended()
    stage = .running
    for packet in move.queued { write(packet, to: handler) }
    link.attach(to: self, tap: handler.tap)
    keep(move.adoption(link))
    for packet in waiting.packets {
      if packet.isText { webSocket(text: packet.bytes) } else { webSocket(binary: packet.bytes) }
    }
    waiting = Waiting()
    connection?.receiveComplete()
    handler.tap.flush()
  }

  /// Takes the application's half; it may have closed the session while it was made.
  private func keep(_ connection: any EngineConnection) {
    if let endReason { return connection.closed(endReason) }
    self.connection = connection
  }

  /// The session ended at home before it could move here.
  func homeEnded(_ reason: EngineCloseReason) {
    home = nil
    handler?.close(reason)
  }

  // MARK: Receiving

  func webSocket(text: ByteBuffer) {
    let type = text.getInteger(at: text.readerIndex, as: UInt8.self).flatMap(EnginePacketType.init(rawValue:))
    switch stage {
    case .idle: return
    case .probing(var probe):
      let action = probe.textArrived(type, isProbe: text.readableBytesView.dropFirst().elementsEqual("probe".utf8))
      stage = .probing(probe)
      return run(action, text)
    case .running: break
    }
    guard let type else {
      if machine?.garbageArrived() != nil { handler?.close(.protocolError) }
      return
    }
    switch machine?.packetArrived(type, hasData: text.readableBytes > 1, now: EngineInstant(.now())) {
    case .deliver:
      var message = text
      message.moveReaderIndex(forwardBy: 1)
      connection?.receive(text: message)
    case .pong:
      guard let handler, hasRoom(for: ByteBuffer(), handler) else { break }
      write(.pong, to: handler)
      handler.tap.flush()
    case .end(let end):
      handler?.close(EngineCloseReason(end))
    case .nothing, .drop, nil:
      break
    }
  }

  func webSocket(binary: ByteBuffer) {
    switch stage {
    case .idle: break
    case .probing(let probe):
      probe.takesMessages ? keep(isText: false, binary) : handler?.close(.protocolError)
    case .running:
      switch machine?.binaryArrived() {
      case .deliver: connection?.receive(binary: binary)
      case .end(let end): handler?.close(EngineCloseReason(end))
      case .nothing, .pong, .drop, nil: break
      }
    }
  }

  private func run(_ action: EngineProbeStateMachine.TextAction, _ text: ByteBuffer) {
    guard let home, let handler else { return }
    switch action {
    case .answerProbe:
      handler.write(firstByte: 0x81, ByteBuffer(string: "3probe"))
      handler.tap.flush()
      _ = shared.atHome(home) { loop in
        if case .polling(let session) = loop.sessions[home] { session.probePinged() }
      }
    case .upgrade:
      let here = NIOLoopBound(self, eventLoop: loop.eventLoop)
      _ = shared.atHome(home) { loop in
        if case .polling(let session) = loop.sessions[home], session.upgradeArrived(here) { return }
        here.run { $0.homeEnded(.transportLost) }
      }
    case .keep:
      keep(isText: true, text)
    case .close:
      handler.close(.protocolError)
    }
  }

  /// Keeps a message until the session is here.
  private func keep(isText: Bool, _ bytes: ByteBuffer) {
    waiting.packets.append((isText, bytes))
    waiting.bytes += bytes.readableBytes
    if waiting.packets.count > shared.configuration.maxQueuedWhileMoving
      || waiting.bytes > max(shared.configuration.maxOutboxBytes, shared.configuration.maxPayload)
    {
      handler?.close(.policy)
    }
  }

  func webSocketReadComplete() { connection?.receiveComplete() }

  // MARK: Sending

  var outboxBytes: Int { handler?.tap.pendingBytes ?? 0 }

  func send(text: ByteBuffer) {
    guard let handler, hasRoom(for: text, handler) else { return }
    write(.text(text), to: handler)
  }

  func send(binary: ByteBuffer) {
    guard let handler, hasRoom(for: binary, handler) else { return }
    write(.binary(binary), to: handler)
  }

  func flush() { handler?.tap.flush() }

  private func hasRoom(for bytes: ByteBuffer, _ handler: WebSocketHandler) -> Bool {
    guard !isOverflowing else { return false }
    guard !handler.tap.isWritable,
      handler.tap.pendingBytes + bytes.readableBytes > shared.configuration.maxOutboxBytes
    else { return true }
    overflow()
    return false
  }

  func overflow() {
    guard !isOverflowing else { return }
    isOverflowing = true
    link.mute()
    loop.eventLoop.assumeIsolated().execute { self.close(.slowConsumer) }
  }

  private func write(_ packet: QueuedPacket, to handler: WebSocketHandler) {
    switch packet {
    case .text(let text):
      var frame = handler.channel.allocator.buffer(capacity: text.readableBytes + 11)
      WebSocketFraming.append(message: text, to: &frame)
      handler.tap.write(frame)
    case .binary(let bytes):
      handler.write(firstByte: 0x82, machine?.version == .three ? Self.typed(bytes) : bytes)
    case .ping:
      handler.write(firstByte: 0x81, ByteBuffer(integer: EnginePacketType.ping.rawValue))
    case .pong:
      handler.write(firstByte: 0x81, ByteBuffer(integer: EnginePacketType.pong.rawValue))
    }
  }

  /// Version 3 has the packet's type, as a number, in front of binary data too.
  private static func typed(_ bytes: ByteBuffer) -> ByteBuffer {
    var typed = ByteBuffer(integer: EnginePacketType.message.rawValue - EnginePacketType.open.rawValue)
    typed.writeImmutableBuffer(bytes)
    return typed
  }

  // MARK: Time and end

  func webSocketTimePassed(now: NIODeadline) {
    guard let handler else { return }
    if case .probing(let probe) = stage, probe.isOverdue(now: EngineInstant(now)) { return handler.close(.policy) }
    if stall.timePassed(now: now, tap: handler.tap, limit: shared.configuration.maxStall) {
      return close(.slowConsumer)
    }
    switch machine?.timePassed(now: EngineInstant(now)) {
    case .ping:
      write(.ping, to: handler)
      handler.tap.flush()
    case .end(let end): handler.close(EngineCloseReason(end))
    case .nothing, nil: break
    }
  }

  func webSocketServerClosing() { close(.serverStopping) }

  func close(_ reason: EngineCloseReason) {
    handler?.close(reason)
  }

  func webSocketEnded(_ end: WebSocketEnd) {
    handler = nil
    waiting = Waiting()
    switch stage {
    case .idle: return
    case .probing(var probe):
      stage = .idle
      if probe.ended(), let home {
        _ = shared.atHome(home) { loop in
          if case .polling(let session) = loop.sessions[home] { session.probeLost() }
        }
      }
      return
    case .running: break
    }
    stage = .idle
    link.retire()
    releaseSession()
    let connection = self.connection
    self.connection = nil
    let reason: EngineCloseReason =
      switch end {
      case .clientClosed: .clientClosed
      case .lost: .transportLost
      case .closed(let reason): reason
      }
    endReason = reason
    connection?.closed(reason)
  }

  private func releaseSession() {
    _ = machine?.closed()
    machine = nil
    if let admission { shared.budget.release(admission) }
    admission = nil
    guard let home else { return }
    _ = shared.atHome(home) { $0.sessions[home] = nil }
  }
}
