import ChatTransport
import NIOCore

/// Engine.IO: every message is sent back as it came.
struct EngineEcho: EngineApplication {
  func connected(_ link: EngineLink, handshake: EngineHandshake) -> EngineEchoConnection {
    EngineEchoConnection(link)
  }

  func adopted(_ state: EngineEchoConnection.Nothing, by link: EngineLink) -> EngineEchoConnection {
    EngineEchoConnection(link)
  }
}

/// One echoing session. It has no state of its own to move.
final class EngineEchoConnection: EngineConnection {
  struct Nothing: Sendable {}

  private let link: EngineLink

  init(_ link: EngineLink) {
    self.link = link
  }

  func receive(text: ByteBuffer) { link.send(text: text) }

  func receive(binary: ByteBuffer) { link.send(binary: binary) }

  func receiveComplete() { link.flush() }

  func detach(_ done: @escaping (Nothing) -> Void) { done(Nothing()) }

  func closed(_ reason: EngineCloseReason) {}
}
