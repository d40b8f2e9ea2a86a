import Synchronization

/// Whether this server should get new clients; asked by any loop, told by the chat's.
final class Readiness: Sendable {
  enum State: UInt8 {
    case ready, storeAway, stopping
  }

  private let value = Atomic<UInt8>(State.storeAway.rawValue)

  var state: State { State(rawValue: value.load(ordering: .relaxed)) ?? .storeAway }

  /// Tells of a change; once the server is stopping, it stays so.
  func become(_ state: State) {
    guard self.state != .stopping else { return }
    value.store(state.rawValue, ordering: .relaxed)
  }
}
