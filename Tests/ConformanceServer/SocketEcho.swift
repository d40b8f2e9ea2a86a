import ChatTransport
import JSONText
import NIOCore
import SocketIO

/// Socket.IO with the namespaces `/` and `/custom`: event `message` comes back as `message-back`, `message-with-ack` is
/// acknowledged with its own arguments.
struct SocketEcho: EngineApplication {
  let connectTimeout: TimeAmount

  func connected(_ link: EngineLink, handshake: EngineHandshake) -> SocketEchoConnection {
    let settings = SocketIOSettings(
      namespaces: ["/", "/custom"], attachments: .keep,
      connectMilliseconds: connectTimeout.nanoseconds / 1_000_000,
      limits: SocketIOLimits(attachments: 64, attachmentBytes: 16 << 20, unconnectedBytes: 1_000_000))
    let machine = SocketIOSessionStateMachine(settings, now: NIODeadline.now().uptimeNanoseconds)
    return SocketEchoConnection(link, machine)
  }

  func adopted(_ state: SocketIOSessionStateMachine, by link: EngineLink) -> SocketEchoConnection {
    SocketEchoConnection(link, state)
  }
}
