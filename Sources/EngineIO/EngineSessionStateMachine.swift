/// The server's side of one Engine.IO session, whichever transport it is on.
///
/// Each method is named after what happened and returns what is to be done. Times are parameters.
/// Source: the Engine.IO protocol documents, versions 4 and 3.
public struct EngineSessionStateMachine: Sendable {
  private enum Poll { case none, waiting }
  private enum Upgrade { case none, probing, probed }

  private enum State {
    case polling(Poll, Upgrade)
    /// Packet `5` has come; the application gives its state away.
    case moving
    case webSocket
    case ended
  }

  /// The version that the session speaks.
  public let version: EngineVersion
  private var state: State
  private var heartbeat: HeartbeatStateMachine

  private init(_ version: EngineVersion, _ state: State, _ heartbeat: HeartbeatStateMachine) {
    self.version = version
    self.state = state
    self.heartbeat = heartbeat
  }

  /// A session that begins with a polling handshake.
  public static func polling(
    _ rhythm: Heartbeat, version: EngineVersion = .four, now: EngineInstant
  ) -> EngineSessionStateMachine {
    EngineSessionStateMachine(
      version, .polling(.none, .none), HeartbeatStateMachine(rhythm: rhythm, now: now, version: version))
  }

  /// A session that begins as a WebSocket.
  public static func webSocket(
    _ rhythm: Heartbeat, version: EngineVersion = .four, now: EngineInstant
  ) -> EngineSessionStateMachine {
    EngineSessionStateMachine(
      version, .webSocket, HeartbeatStateMachine(rhythm: rhythm, now: now, version: version))
  }

  /// Whether the session lives on a WebSocket and takes messages from it.
  public var isWebSocket: Bool {
    if case .webSocket = state { true } else { false }
  }

  /// Whether the session has ended.
  public var isEnded: Bool {
    if case .ended = state { true } else { false }
  }
}

// MARK: - Polling

extension EngineSessionStateMachine {
  /// What to do with a GET.
  public enum PollAction: Sendable, Hashable {
    /// Answer it with what is queued.
    case answerQueued
    /// Answer it with packet `6`: an upgrade is under way and the client waits for its poll to end.
    case answerNoop
    /// Keep it open until something is queued.
    case wait
    /// Two polls at once: the first gets packet `1`, this one 400; the session has ended.
    case conflict
    /// 400: not, or no longer, a polling session.
    case refuse
    /// 400: the heartbeat ran out; the session has ended.
    case end(EngineSessionEnd)
  }

  /// A GET came.
  public mutating func pollArrived(hasQueued: Bool, now: EngineInstant) -> PollAction {
    guard case .polling(let poll, let upgrade) = state else { return .refuse }
    if heartbeat.timePassed(now: now, pinging: false) == .timeout { return .end(ending(.pingTimeout)) }
    guard poll == .none else {
      state = .ended
      return .conflict
    }
    if hasQueued { return .answerQueued }
    if upgrade == .probed { return .answerNoop }
    state = .polling(.waiting, upgrade)
    return .wait
  }

  /// Something was queued for the client; true if a poll waits and is to be answered with it.
  public mutating func packetQueued() -> Bool {
    guard case .polling(.waiting, let upgrade) = state else { return false }
    state = .polling(.none, upgrade)
    return true
  }

  /// The connection of the waiting poll broke off.
  public mutating func pollCancelled() -> EngineSessionEnd? {
    guard case .polling(.waiting, _) = state else { return nil }
    return ending(.transportLost)
  }

  /// What to do with a POST.
  public enum PayloadAction: Sendable, Hashable {
    /// Take its packets, answer `ok`.
    case accept
    /// 400: not, or no longer, a polling session.
    case refuse
    /// 400: the heartbeat ran out; the session has ended.
    case end(EngineSessionEnd)
  }

  /// A POST came.
  public mutating func payloadArrived(now: EngineInstant) -> PayloadAction {
    guard case .polling = state else { return .refuse }
    if heartbeat.timePassed(now: now, pinging: false) == .timeout { return .end(ending(.pingTimeout)) }
    return .accept
  }
}

// MARK: - Packets and time

extension EngineSessionStateMachine {
  /// What to do with a packet.
  public enum PacketAction: Sendable, Hashable {
    /// A message: give it to the application.
    case deliver
    /// It is dealt with.
    case nothing
    /// A ping of a version 3 client: send packet `3`.
    case pong
    /// The session has ended.
    case end(EngineSessionEnd)
    /// The session has ended before; the packet does not count.
    case drop
  }

  /// A packet came by POST or over the session's WebSocket.
  public mutating func packetArrived(_ type: EnginePacketType, hasData: Bool, now: EngineInstant) -> PacketAction {
    switch state {
    case .ended, .moving: return .drop
    case .polling, .webSocket: break
    }
    heartbeat.packetArrived(now: now)
    switch type {
    case .message: return .deliver
    case .ping where version == .three: return .pong
    case .pong:
      heartbeat.pongArrived(now: now)
      return .nothing
    case .noop: return .nothing
    case .close: return .end(ending(.clientClosed))
    case .open, .ping, .upgrade: return .end(ending(.protocolError))
    }
  }

  /// A binary message came.
  public mutating func binaryArrived() -> PacketAction {
    switch state {
    case .ended, .moving: .drop
    case .polling, .webSocket: version == .four ? .deliver : .end(ending(.protocolError))
    }
  }

  /// Bytes came that are no packet.
  public mutating func garbageArrived() -> EngineSessionEnd? {
    isEnded ? nil : ending(.protocolError)
  }

  /// What the passing of time asks for.
  public enum TimeAction: Sendable, Hashable {
    /// Nothing yet.
    case nothing
    /// Send packet `2`.
    case ping
    /// The session has ended.
    case end(EngineSessionEnd)
  }

  /// Time passed: to be called often enough for the heartbeat.
  public mutating func timePassed(now: EngineInstant) -> TimeAction {
    switch state {
    case .ended, .moving: return .nothing
    case .polling, .webSocket: break
    }
    switch heartbeat.timePassed(now: now, pinging: true) {
    case .nothing: return .nothing
    case .ping: return .ping
    case .timeout: return .end(ending(.pingTimeout))
    }
  }

  /// We end the session; true if it had not ended before.
  public mutating func closed() -> Bool {
    guard !isEnded else { return false }
    state = .ended
    return true
  }

  private mutating func ending(_ end: EngineSessionEnd) -> EngineSessionEnd {
    state = .ended
    return end
  }
}

// MARK: - Upgrade

extension EngineSessionStateMachine {
  /// What to do with a WebSocket that names this session.
  public enum ProbeAction: Sendable, Hashable {
    /// Accept it and wait for `2probe`.
    case accept
    /// Accept it and close it: the session is on, or on its way to, another WebSocket.
    case acceptAndClose
    /// 400: the session has ended.
    case refuse
  }

  /// A WebSocket opened for this session.
  public mutating func probeOpened() -> ProbeAction {
    switch state {
    case .polling(let poll, .none):
      state = .polling(poll, .probing)
      return .accept
    case .polling, .moving, .webSocket: return .acceptAndClose
    case .ended: return .refuse
    }
  }

  /// `2probe` came over it and `3probe` is the answer; true if a poll waits and is to be answered with packet `6`.
  public mutating func probePinged() -> Bool {
    guard case .polling(let poll, .probing) = state else { return false }
    state = .polling(.none, .probed)
    return poll == .waiting
  }

  /// The probing WebSocket closed before packet `5`: the session stays on polling.
  public mutating func probeLost() {
    guard case .polling(let poll, _) = state else { return }
    state = .polling(poll, .none)
  }

  /// What to do with packet `5`.
  public enum UpgradeAction: Sendable, Hashable {
    /// Move the session. A waiting poll is to be answered with packet `6` first.
    case move(answerPoll: Bool)
    /// The session has ended meanwhile: close the WebSocket.
    case refuse
  }

  /// Packet `5` came over the probing WebSocket.
  public mutating func upgradeArrived() -> UpgradeAction {
    guard case .polling(let poll, .probed) = state else { return .refuse }
    state = .moving
    return .move(answerPoll: poll == .waiting)
  }

  /// The application gave its state away: the session as it goes on over the WebSocket, or nil if it ended meanwhile.
  public mutating func moved() -> EngineSessionStateMachine? {
    guard case .moving = state else { return nil }
    state = .ended
    return EngineSessionStateMachine(version, .webSocket, heartbeat)
  }
}
