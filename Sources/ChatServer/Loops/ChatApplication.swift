import ChatTransport
import EngineIO
import NIOCore
import SocketIO

/// Makes the chat's half of each session, on the session's loop.
struct ChatApplication: EngineApplication {
  let loops: [NIOLoopBound<ChatLoop>]
  let eventLoops: [any EventLoop]
  let settings: SocketIOSettings

  func connected(_ link: EngineLink, handshake: EngineHandshake) -> SocketConnection {
    let loop = loop(of: link)
    let version: SocketIOVersion =
      switch handshake.version {
      case .three: .four
      case .four: .five
      }
    let connection = SocketConnection(
      number: loop.nextNumber(), link: link, loop: loop, address: handshake.remoteAddress,
      protocolState: SocketIOSessionStateMachine(
        settings, version: version, now: NIODeadline.now().uptimeNanoseconds))
    connection.open()
    return connection
  }

  func adopted(_ state: SocketConnection.Detached, by link: EngineLink) -> SocketConnection {
    let loop = loop(of: link)
    let connection = SocketConnection(
      number: state.number, link: link, loop: loop, address: state.address, protocolState: state.protocolState)
    loop.report(.moved(state.number, loop: loop.index))
    return connection
  }

  private func loop(of link: EngineLink) -> ChatLoop {
    guard let index = eventLoops.firstIndex(where: { $0 === link.eventLoop }) else {
      preconditionFailure("A session lives on a loop of the server's group.")
    }
    return loops[index].value
  }
}
