/// The WebSocket's side of an upgrade: `2probe`, `3probe`, `5`, then the session arrives.
public struct EngineProbeStateMachine: Sendable {
  private enum State { case opened, probed, upgrading, finished }

  private var state = State.opened
  private let deadline: EngineInstant

  /// A WebSocket that has just opened and must send packet `5` by then.
  public init(deadline: EngineInstant) {
    self.deadline = deadline
  }

  /// What to do with a text frame.
  public enum TextAction: Sendable, Hashable {
    /// Answer `3probe` and tell the session.
    case answerProbe
    /// Ask the session to move here.
    case upgrade
    /// Keep it until the session is here.
    case keep
    /// Close the WebSocket.
    case close
  }

  /// A text frame came: its packet type (nil if it has none) and whether its data is `probe`.
  public mutating func textArrived(_ type: EnginePacketType?, isProbe: Bool) -> TextAction {
    switch (state, type) {
    case (.opened, .ping) where isProbe:
      state = .probed
      return .answerProbe
    case (.probed, .upgrade):
      state = .upgrading
      return .upgrade
    case (.upgrading, .some): return .keep
    default:
      return .close
    }
  }

  /// Whether messages may come already, to be kept until the session is here: after packet `5`.
  public var takesMessages: Bool { state == .upgrading }

  /// Time passed; true if the upgrade took too long and the WebSocket is to be closed.
  public func isOverdue(now: EngineInstant) -> Bool {
    switch state {
    case .opened, .probed: now >= deadline
    case .upgrading, .finished: false
    }
  }

  /// The WebSocket closed, or the session is here; true if the session stays on polling and is to be told.
  public mutating func ended() -> Bool {
    defer { state = .finished }
    switch state {
    case .opened, .probed: return true
    case .upgrading, .finished: return false
    }
  }
}
