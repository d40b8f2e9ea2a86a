import ChatModel
import ChatStore
import Logging
import NIOCore
import RedisClient
import Tokens

/// What happens when the store comes, goes and comes back.
extension Chat {
  func linkChanged(_ state: RedisLinkState) {
    switch state {
    case .connecting: break
    case .ready(let info): storeCame(info)
    case .lost(let error): storeWent(error)
    }
  }

  private func storeWent(_ error: RedisError) {
    storeLink.went()
    guard !storeLink.isOutageTold else { return }
    storeLink.isOutageTold = true
    metrics.storeWent()
    readiness.become(.storeAway)
    logger.warning("The store is away.", metadata: ["error": "\(error)"])
    let notice = Packet.notice(
      .warning, code: ErrorCode.storeUnavailable.rawValue,
      text: "The chat cannot reach its store. You stay connected; messages can be sent again in a moment.",
      retryAfter: 1000)
    for session in sessions.values where session.stage == .live { send(notice, to: session) }
  }

  private func storeCame(_ info: RedisServerInfo) {
    let wasPromoted = info.masterReplid2.contains { $0 != "0" }
    store.origin = wasPromoted ? info.masterReplid : ""
    storeLink.came(run: info.runID)
    lay()
    renewLease()
  }

  /// Lays out what every store of ours has: also one that was emptied.
  private func lay() {
    store.checkLayout { [weak self] result in
      switch result {
      case .success(true): break
      case .success(false): self?.startUp(.failure(ChatServerError.otherLayout))
      case .failure(let error): self?.storeFailed(error)
      }
    }
    store.secret(proposal: secretBytes ?? newSecret()) { [weak self] result in
      guard let self else { return }
      switch result {
      case .success(let bytes):
        secret = TokenSecret(bytes)
        secretBytes = secret == nil ? nil : bytes
        if secret == nil { startUp(.failure(ChatServerError.secretIsDamaged)) }
      case .failure(let error): storeFailed(error)
      }
    }
  }

  /// Says that this server lives. While that does not work, requests are not taken; it is tried again and again.
  func renewLease() {
    guard storeLink.isUp else { return }
    store.renew(server) { [weak self] result in
      guard let self, storeLink.isUp else { return }
      switch result {
      case .success(true):
        figures.connections = Int64(sessions.count)
        store.report(figures, of: server)
        if !storeLink.isReady { storeIsBack() }
      case .success(false): takeNewID()
      case .failure(let error): storeFailed(error)
      }
    }
  }

  /// The lease is gone, or there never was one: others may have taken this server for dead, so it comes back as a new
  /// one and puts its connections back before it takes messages again.
  private func takeNewID() {
    if storeLink.isReady {
      logger.warning("The lease of this server was lost: its people are put back under a new one.")
      storeLink.quietUntil = now + Self.quietMilliseconds
      lay()
    }
    server = ServerID.random(using: &generator)
    storeLink.isReady = false
    store.register(server) { [weak self] result in
      guard let self, storeLink.isUp else { return }
      if case .failure(let error) = result { return storeFailed(error) }
      storeIsBack()
    }
  }

  /// How long after an outage no other server is taken for dead.
  private static let quietMilliseconds: Int64 = 8000

  private func storeIsBack() {
    storeLink.isReady = true
    // Steps are carried out in order: whoever sends from now on is in his rooms again.
    mend()
    followControl()
    compareRooms()
    becomeReady()
    guard storeLink.isOutageTold else { return }
    storeLink.isOutageTold = false
    storeLink.quietUntil = now + Self.quietMilliseconds
    logger.notice("The store is back.")
    let notice = Packet.notice(.info, code: "store_available", text: "The store is back: messages can be sent again.")
    for session in sessions.values where session.stage == .live { send(notice, to: session) }
  }

  /// From now on clients are welcome, once the rooms can be heard too.
  func becomeReady() {
    guard storeLink.isReady, storeLink.hasBus else { return }
    startUp(.success(()))
    readiness.become(.ready)
  }

  /// A step without which nothing goes on did not happen. If the connection broke, which is told after this, all of it is
  /// done again on the next one.
  private func storeFailed(_ error: StoreError) {
    let bound = NIOLoopBound(self, eventLoop: loop)
    loop.execute {
      if bound.value.storeLink.isUp { bound.value.startUp(.failure(ChatServerError(error))) }
    }
  }

  private func newSecret() -> [UInt8] {
    (0..<TokenSecret.newByteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// What has to be looked at again and again, until the server stops.
  func startTimers() {
    every(.seconds(4)) { $0.renewLease() }
    every(.seconds(2)) { chat in
      chat.reapTheDead()
      chat.mend()
    }
    every(.seconds(10)) { chat in
      chat.compareRooms()
      chat.followControl()
    }
    every(.hours(1)) { $0.sweep() }
    every(.seconds(60)) { chat in
      chat.rates = chat.rates.filter { !$0.value.areFull(now: chat.now) }
    }
  }

  private func every(_ interval: TimeAmount, _ work: @escaping (Chat) -> Void) {
    let bound = NIOLoopBound((chat: self, work: work), eventLoop: loop)
    timers.append(
      loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in bound.value.work(bound.value.chat) })
  }
}
