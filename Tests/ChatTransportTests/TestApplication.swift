import ChatTransport
import NIOCore

/// Echoes messages and obeys a few commands; writes down what it is told.
///
/// `close REASON` closes with that reason · `flood COUNT SIZE` writes so many frames of so many bytes, until closed ·
/// `hold` makes a detach wait until the test opens the gate · `count` starts sending `t0`, `t1`, …
struct TestApplication: EngineApplication {
  struct State: Sendable {
    var ticks: Int?
  }

  let log: EventLog
  let gate: EventLoopFuture<Void>
  var closesAtOnce: EngineCloseReason?

  func connected(_ link: EngineLink, handshake: EngineHandshake) -> TestConnection {
    log.append(.connected(handshake.transport))
    let connection = TestConnection(link, log, gate, State())
    if let closesAtOnce { link.close(closesAtOnce) }
    return connection
  }

  func adopted(_ state: State, by link: EngineLink) -> TestConnection {
    log.append(.adopted)
    return TestConnection(link, log, gate, state)
  }
}

final class TestConnection: EngineConnection {
  private let link: EngineLink
  private let log: EventLog
  private var state: TestApplication.State
  private let gate: EventLoopFuture<Void>
  private var isHeld = false
  private var ticker: RepeatedTask?

  init(_ link: EngineLink, _ log: EventLog, _ gate: EventLoopFuture<Void>, _ state: TestApplication.State) {
    self.link = link
    self.log = log
    self.gate = gate
    self.state = state
    if state.ticks != nil { startTicking() }
  }

  func receive(text: ByteBuffer) {
    let message = String(buffer: text)
    log.append(.text(message))
    let words = message.split(separator: " ").map(String.init)
    switch words.first {
    case "close":
      if let reason = EngineCloseReason(rawValue: words[1]) { link.close(reason) }
    case "last":
      link.send(text: ByteBuffer(string: "last words"))
      if let reason = EngineCloseReason(rawValue: words[1]) { link.close(reason) }
    case "flood":
      flood(count: Int(words[1]) ?? 0, size: Int(words[2]) ?? 0)
    case "hold":
      isHeld = true
    case "count":
      state.ticks = 0
      startTicking()
    default:
      link.send(text: text)
    }
  }

  func receive(binary: ByteBuffer) {
    log.append(.binary(Array(buffer: binary)))
    link.send(binary: binary)
  }

  func receiveComplete() { link.flush() }

  func detach(_ done: @escaping (TestApplication.State) -> Void) {
    log.append(.detaching)
    if isHeld {
      gate.hop(to: link.eventLoop).assumeIsolated().whenComplete { _ in self.detached(done) }
    } else {
      detached(done)
    }
  }

  private func detached(_ done: (TestApplication.State) -> Void) {
    ticker?.cancel()
    done(state)
  }

  func closed(_ reason: EngineCloseReason) {
    ticker?.cancel()
    log.append(.closed(reason))
  }

  private func flood(count: Int, size: Int) {
    if link.isWebSocket {
      var frames = ByteBuffer()
      WebSocketFraming.append(message: ByteBuffer(repeating: 0x78, count: size), to: &frames)
      for _ in 0..<count { link.write(frames: frames) }
    } else {
      for _ in 0..<count { link.send(text: ByteBuffer(repeating: 0x78, count: size)) }
    }
    link.flush()
  }

  private func startTicking() {
    let this = NIOLoopBound(self, eventLoop: link.eventLoop)
    ticker = link.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(2)) { _ in
      this.value.tick()
    }
  }

  private func tick() {
    guard let ticks = state.ticks else { return }
    state.ticks = ticks + 1
    link.send(text: ByteBuffer(string: "t\(ticks)"))
    link.flush()
  }
}
