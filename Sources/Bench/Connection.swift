import Glibc

/// One member's socket and how far it has come.
final class Connection {
  /// How far it has come.
  enum Stage {
    /// The TCP connection is being made.
    case reaching
    /// The upgrade to WebSocket was asked for.
    case upgrading
    /// Engine.IO's greeting and Socket.IO's CONNECT are under way.
    case greeting
    case ready
    case closed
  }

  let socket: Int32
  /// Which of the servers it is on.
  let server: Int
  var stage = Stage.reaching
  /// The beginning of a frame whose end has not come.
  var rest: [UInt8] = []
  /// What the socket has not taken.
  private var unsent: [UInt8] = []

  init(socket: Int32, server: Int) {
    self.socket = socket
    self.server = server
  }

  /// Whether something waits to be written.
  var isBlocked: Bool { !unsent.isEmpty }

  /// Writes what the socket takes and keeps the rest.
  func write(_ bytes: [UInt8]) {
    guard unsent.isEmpty else { return unsent.append(contentsOf: bytes) }
    let taken = max(0, bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) })
    if taken < bytes.count { unsent = Array(bytes[taken...]) }
  }

  /// The socket takes more.
  func flush() {
    let bytes = unsent
    unsent = []
    if !bytes.isEmpty { write(bytes) }
  }

  /// Lets the socket go.
  func shut() {
    guard stage != .closed else { return }
    stage = .closed
    close(socket)
  }
}
