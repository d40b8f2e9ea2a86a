/// The server's side of the heartbeat: in version 4 ping after each interval, the pong within the timeout; in version 3
/// the client pings, and anything of it counts as a sign of life.
struct HeartbeatStateMachine: Sendable {
  private enum State {
    case pingDue(EngineInstant)
    case pongDue(EngineInstant)
    case signOfLifeDue(EngineInstant)
  }

  enum TimeAction: Hashable {
    case nothing
    case ping
    case timeout
  }

  private let rhythm: Heartbeat
  private var state: State

  init(rhythm: Heartbeat, now: EngineInstant, version: EngineVersion) {
    self.rhythm = rhythm
    state =
      switch version {
      case .three: .signOfLifeDue(now.advanced(by: rhythm.interval + rhythm.timeout))
      case .four: .pingDue(now.advanced(by: rhythm.interval))
      }
  }

  /// - Parameter pinging: Whether a ping that is due can be sent now; if not, only a client long silent is noticed.
  mutating func timePassed(now: EngineInstant, pinging: Bool) -> TimeAction {
    switch state {
    case .pingDue(let due):
      guard pinging, now >= due else { return .nothing }
      // A ping that is only a little late counts from when it was due, so a silent client is gone exactly at
      // interval + timeout. After a longer standstill of ours the client gets its whole time.
      let isLate = now.nanoseconds - due.nanoseconds > rhythm.timeout / 4
      state = .pongDue((isLate ? now : due).advanced(by: rhythm.timeout))
      return .ping
    case .pongDue(let due), .signOfLifeDue(let due):
      return now >= due ? .timeout : .nothing
    }
  }

  mutating func packetArrived(now: EngineInstant) {
    guard case .signOfLifeDue = state else { return }
    state = .signOfLifeDue(now.advanced(by: rhythm.interval + rhythm.timeout))
  }

  mutating func pongArrived(now: EngineInstant) {
    // A pong nobody asked for must not push the next ping away for ever.
    guard case .pongDue = state else { return }
    state = .pingDue(now.advanced(by: rhythm.interval))
  }
}
