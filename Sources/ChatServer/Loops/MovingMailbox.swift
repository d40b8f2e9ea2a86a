import ChatTransport
import NIOCore

/// The commands for a connection that is between two loops. They wait in order and go to the loop it arrives on.
///
/// Bounded like an outbox: beyond that everything is dropped and the connection closed as a slow consumer.
struct MovingMailbox {
  private let limit: Int
  private var waiting: [LoopCommand] = []
  private var bytes = 0
  private var hasOverflown = false

  /// - Parameter limit: bytes that may wait.
  init(limit: Int) { self.limit = limit }

  /// A command came for the connection.
  mutating func add(_ command: LoopCommand) {
    guard !hasOverflown else { return }
    switch command {
    case .send(_, let packet), .sendUnordered(_, let packet): bytes += packet.readableBytes
    case .sendFrames(_, let frames): bytes += frames.reduce(0) { $0 + $1.packet.readableBytes }
    default: break
    }
    if bytes > limit {
      hasOverflown = true
      waiting = []
    } else {
      waiting.append(command)
    }
  }

  /// The connection has arrived: what is to be done there.
  func arrived(_ number: ConnectionNumber) -> [LoopCommand] {
    hasOverflown ? [.close(number, .slowConsumer)] : waiting
  }
}
