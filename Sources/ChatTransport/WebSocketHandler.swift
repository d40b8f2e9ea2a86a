import EngineIO
import NIOCore
import NIOWebSocket

/// A WebSocket after its upgrade: checks what the frame decoder leaves out, puts messages together, closes properly.
final class WebSocketHandler: ChannelInboundHandler, LoopMember {
  typealias InboundIn = WebSocketFrame

  private enum State {
    case open
    /// Close is sent and our half shut; what still comes is thrown away.
    case closing(until: NIODeadline)
    case closed
  }

  /// From our Close to the connection's end, at most.
  private static let closeTime = TimeAmount.seconds(2)

  let tap: OutboundTap
  let channel: any Channel
  var place = -1
  private let loop: TransportLoop
  private let receiver: any WebSocketReceiver
  private var state = State.open
  private var assembler: WebSocketMessageAssembler

  init(
    tap: OutboundTap, channel: any Channel, loop: TransportLoop, limits: WebSocketLimits,
    receiver: any WebSocketReceiver
  ) {
    self.tap = tap
    self.channel = channel
    self.loop = loop
    self.receiver = receiver
    assembler = WebSocketMessageAssembler(limits: limits)
  }

  var isOpen: Bool {
    if case .open = state { true } else { false }
  }

  // MARK: Sending

  /// Writes one whole message or control frame; not flushed.
  func write(firstByte: UInt8, _ payload: ByteBuffer) {
    var frame = channel.allocator.buffer(capacity: payload.readableBytes + 10)
    WebSocketFraming.append(firstByte: firstByte, payload: payload, to: &frame)
    tap.write(frame)
  }

  /// Sends Close, shuts our half and tells the receiver.
  func close(_ reason: EngineCloseReason) {
    end(code: reason.webSocketCode, .closed(reason))
  }

  private func end(code: UInt16?, _ end: WebSocketEnd) {
    guard isOpen else { return }
    state = .closing(until: .now() + Self.closeTime)
    var payload = ByteBuffer()
    if let code { payload.writeInteger(code) }
    write(firstByte: 0x88, payload)
    tap.flush()
    channel.close(mode: .output, promise: nil)
    receiver.webSocketEnded(end)
  }

  // MARK: Receiving

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard isOpen else { return }
    let frame = Self.unwrapInboundIn(data)
    guard let key = frame.maskKey, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return close(.protocolError) }
    var bytes = frame.data
    WebSocketMask.remove(key, from: &bytes)
    switch frame.opcode {
    case .text where frame.fin && !assembler.isUnderWay:
      var validator = UTF8Validator()
      guard bytes.withUnsafeReadableBytes({ validator.consume($0) }), validator.isComplete else {
        return close(.invalidText)
      }
      receiver.webSocket(text: bytes)
    case .binary where frame.fin && !assembler.isUnderWay:
      receiver.webSocket(binary: bytes)
    case .text where !assembler.isUnderWay, .binary where !assembler.isUnderWay:
      take(assembler.began(isText: frame.opcode == .text, bytes, now: .now()))
    case .continuation:
      take(assembler.continued(bytes, isLast: frame.fin))
    case .ping:
      pinged(bytes)
    case .pong:
      break
    case .connectionClose:
      clientClosed(bytes)
    default:
      close(.protocolError)
    }
  }

  private func take(_ result: WebSocketMessageAssembler.Result) {
    switch result {
    case .more: break
    case .text(let bytes): receiver.webSocket(text: bytes)
    case .binary(let bytes): receiver.webSocket(binary: bytes)
    case .refused(let reason): close(reason)
    }
  }

  private func pinged(_ bytes: ByteBuffer) {
    // Somebody who pings and does not read must not fill the outbox.
    guard tap.isWritable else { return }
    write(firstByte: 0x8A, bytes)
    tap.flush()
  }

  private func clientClosed(_ payload: ByteBuffer) {
    switch WebSocketCloseFrame.check(payload) {
    case .success(let code): end(code: code, .clientClosed)
    case .failure(.badCode): close(.protocolError)
    case .failure(.badReason): close(.invalidText)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) { readCompleted() }

  /// All that was read in this turn has been delivered.
  func readCompleted() {
    if isOpen { receiver.webSocketReadComplete() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    loop.remove(self)
    let wasOpen = isOpen
    state = .closed
    if wasOpen { receiver.webSocketEnded(.lost) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What comes after a refused frame is reported as a further error; it is thrown away until the client closes.
    guard isOpen else { return }
    switch error as? NIOWebSocketError {
    case .invalidFrameLength: close(.tooLarge)
    case .fragmentedControlFrame, .multiByteControlFrameLength: close(.protocolError)
    case nil: channel.close(promise: nil)
    }
  }

  // MARK: Time

  func timePassed(now: NIODeadline) {
    switch state {
    case .open:
      if assembler.isOverdue(now: now) { return close(.policy) }
      receiver.webSocketTimePassed(now: now)
    case .closing(let until):
      if now >= until { channel.close(promise: nil) }
    case .closed:
      break
    }
  }

  var isOpenSession: Bool { isOpen }

  func abandon() { channel.close(promise: nil) }

  func serverClosing() {
    if isOpen { receiver.webSocketServerClosing() }
  }
}
