import ChatTransport
import JSONText
import NIOCore
import SocketIO

/// One Socket.IO session; its whole state is the state machine.
final class SocketEchoConnection: EngineConnection {
  private let link: EngineLink
  private var machine: SocketIOSessionStateMachine
  private var connectTimer: Scheduled<Void>?

  init(_ link: EngineLink, _ machine: SocketIOSessionStateMachine) {
    self.link = link
    self.machine = machine
    guard let deadline = machine.connectDeadline else { return }
    connectTimer = link.eventLoop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(deadline)) { [weak self] in
      self?.timePassed()
    }
  }

  func receive(text: ByteBuffer) {
    run(text.withUnsafeReadableBytes { machine.receivedText($0) })
  }

  func receive(binary: ByteBuffer) {
    run(binary.withUnsafeReadableBytes { machine.receivedBinary($0) })
  }

  func receiveComplete() { link.flush() }

  func detach(_ done: @escaping (SocketIOSessionStateMachine) -> Void) {
    connectTimer?.cancel()
    done(machine)
  }

  func closed(_ reason: EngineCloseReason) {
    connectTimer?.cancel()
    machine.transportClosed()
  }

  private func timePassed() {
    run(machine.timePassed(now: NIODeadline.now().uptimeNanoseconds))
  }

  private func run(_ action: SocketIOSessionStateMachine.Action) {
    switch action {
    case .none, .acknowledged, .left: break
    case .reply(let packet): send(packet)
    case .connect(let namespace, let auth): connect(namespace, auth)
    case .deliver(let event): deliver(event)
    case .closeTransport: link.close(.protocolError)
    }
  }

  private func connect(_ namespace: String, _ auth: JSONObject?) {
    var random = SystemRandomNumberGenerator()
    let sid = String(random.next() as UInt64, radix: 36) + String(random.next() as UInt64, radix: 36)
    guard let answer = machine.accepted(namespace: namespace, sid: sid) else { return }
    send(answer)
    let payload = SocketIOEncoder.arguments([.object(auth ?? JSONObject())])
    send(SocketIOEncoder.event("auth", arguments: payload, namespace: namespace))
  }

  private func deliver(_ event: SocketIOEvent) {
    let arguments = SocketIOEncoder.arguments(event.arguments)
    let count = event.attachmentCount
    switch (event.name, event.ackID) {
    case ("message", _) where count == 0:
      send(SocketIOEncoder.event("message-back", arguments: arguments, namespace: event.namespace))
    case ("message", _):
      send(
        SocketIOEncoder.binaryEvent(
          "message-back", arguments: arguments, attachmentCount: count, namespace: event.namespace))
    case ("message-with-ack", let id?) where count == 0:
      send(SocketIOEncoder.ack(id, arguments: arguments, namespace: event.namespace))
    case ("message-with-ack", let id?):
      send(
        SocketIOEncoder.binaryAck(id, arguments: arguments, attachmentCount: count, namespace: event.namespace))
    default: return
    }
    for attachment in event.attachments { link.send(binary: ByteBuffer(bytes: attachment)) }
  }

  private func send(_ packet: [UInt8]) {
    link.send(text: ByteBuffer(bytes: packet))
  }
}
