import ChatTransport
import NIOCore
import SocketIO

/// One client's socket on its loop: decodes what comes for the chat, and knows the rooms whose events go out here.
final class SocketConnection: EngineConnection {
  /// The state that moves to another loop at an upgrade.
  struct Detached: Sendable {
    let number: ConnectionNumber
    let address: String
    let protocolState: SocketIOSessionStateMachine
  }

  /// A room this connection is in, and where it stands in the room's list.
  struct Slot {
    let room: LoopRoom
    var index: Int
  }

  let number: ConnectionNumber
  let link: EngineLink
  /// Kept here, because a link that has ended knows no more what it was.
  let isWebSocket: Bool
  var slots: [Slot] = []
  var isTouched = false
  private let loop: ChatLoop
  /// Where it came from, until the chat knows.
  private var address: String
  private var protocolState: SocketIOSessionStateMachine
  private var pendingDetach: ((Detached) -> Void)?
  private var connectTimeout: Scheduled<Void>?

  init(
    number: ConnectionNumber, link: EngineLink, loop: ChatLoop, address: String,
    protocolState: SocketIOSessionStateMachine
  ) {
    self.number = number
    self.address = address
    self.link = link
    isWebSocket = link.isWebSocket
    self.loop = loop
    self.protocolState = protocolState
    loop.register(self)
    scheduleConnectTimeout()
  }

  /// A new session, whose client may be let in without asking.
  func open() { handle(protocolState.opened()) }

  func receive(text: ByteBuffer) {
    handle(text.withUnsafeReadableBytes { protocolState.receivedText($0) })
  }

  func receive(binary: ByteBuffer) {
    handle(binary.withUnsafeReadableBytes { protocolState.receivedBinary($0) })
  }

  func receiveComplete() {}

  func detach(_ done: @escaping (Detached) -> Void) {
    pendingDetach = done
    loop.report(.moving(number, loop: loop.index))
  }

  /// The chat has stopped sending here: the state may go.
  func completeDetach() {
    connectTimeout?.cancel()
    let done = pendingDetach
    pendingDetach = nil
    done?(Detached(number: number, address: address, protocolState: protocolState))
  }

  func closed(_ reason: EngineCloseReason) {
    connectTimeout?.cancel()
    pendingDetach = nil
    protocolState.transportClosed()
    loop.remove(self)
    loop.report(.closed(number, reason))
  }

  /// The chat lets the client in under this public id.
  func accept(sid: String) {
    guard let reply = protocolState.accepted(namespace: "/", sid: sid) else { return }
    connectTimeout?.cancel()
    connectTimeout = nil
    send(reply)
  }

  /// The chat does not let the client in; it may try again on this transport until the time for CONNECT is over.
  func refuse(message: String, word: String?, data: [UInt8]) {
    protocolState.refused(namespace: "/", message: message, word: word, data: data).forEach(send)
  }

  /// The chat sends the client away for good.
  func dismiss() {
    if let farewell = protocolState.expelled() { link.send(text: ByteBuffer(bytes: farewell)) }
    link.close(.normal)
  }

  private func handle(_ action: SocketIOSessionStateMachine.Action) {
    switch action {
    case .none, .acknowledged: break
    case .connect(_, let auth):
      loop.report(.connect(number, loop: loop.index, address: address, auth: auth))
    case .reply(let bytes): send(bytes)
    case .deliver(let event): loop.report(.request(number, event))
    case .left: loop.report(.disconnected(number))
    case .closeTransport(let error): link.close(error.closeReason)
    }
  }

  /// Queues a room's events.
  func write(_ frames: [RoomFrame]) {
    guard isWebSocket else { return frames.forEach { link.send(text: $0.packet) } }
    var joined = ByteBuffer()
    joined.reserveCapacity(frames.reduce(0) { $0 + $1.webSocket.readableBytes })
    for frame in frames { joined.writeImmutableBuffer(frame.webSocket) }
    link.write(frames: joined)
  }

  private func send(_ bytes: [UInt8]) {
    link.send(text: ByteBuffer(bytes: bytes))
    loop.touch(self)
  }

  private func scheduleConnectTimeout() {
    guard let deadline = protocolState.connectDeadline else { return }
    let bound = NIOLoopBound(self, eventLoop: link.eventLoop)
    connectTimeout = link.eventLoop.scheduleTask(deadline: .uptimeNanoseconds(deadline)) {
      bound.value.handle(bound.value.protocolState.timePassed(now: NIODeadline.now().uptimeNanoseconds))
    }
  }
}

extension SocketIOError {
  fileprivate var closeReason: EngineCloseReason {
    switch code {
    case .tooLargeBeforeConnect, .connectTimeout: .policy
    default: .protocolError
    }
  }
}
