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
    storeLink.isReady = false
    guard !storeLink.isOutageTold else { return }
    storeLink.isOutageTold = true
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
    store.checkLayout { [weak self] result in
      switch result {
      case .success(true): break
      case .success(false): self?.startUp(.failure(ChatServerError.otherLayout))
      case .failure(let error): self?.startUp(.failure(ChatServerError(error)))
      }
    }
    store.secret(proposal: newSecret()) { [weak self] result in
      if case .success(let bytes) = result { self?.secret = TokenSecret(bytes) }
    }
    store.renew(server) { [weak self] result in
      guard let self else { return }
      switch result {
      case .success(true): storeIsBack()
      case .success(false): takeNewID()
      case .failure(let error): startUp(.failure(ChatServerError(error)))
      }
    }
  }

  /// The lease is gone, or there never was one: others may have taken this server for dead, so it comes back as a new
  /// one and puts its connections back before it takes messages again.
  func takeNewID() {
    server = ServerID.random(using: &generator)
    storeLink.isReady = false
    store.register(server) { [weak self] result in
      guard let self else { return }
      if case .failure(let error) = result { return startUp(.failure(ChatServerError(error))) }
      for room in rooms.values { rejoinAll(in: room) }
      storeIsBack()
    }
  }

  private func storeIsBack() {
    storeLink.isReady = true
    startUp(.success(()))
    let leaves = unfinishedLeaves
    unfinishedLeaves = []
    for leave in leaves {
      store.leave(
        leave.connection, of: leave.member, view: rooms[leave.room]?.view ?? RoomView(room: leave.room),
        reason: .disconnected
      ) { [weak self] result in
        if case .failure = result { self?.unfinishedLeaves.append(leave) }
      }
    }
    readBans()
    compareRooms()
    joinPostponed()
    readiness.become(.ready)
    guard storeLink.isOutageTold else { return }
    storeLink.isOutageTold = false
    storeLink.quietUntil = now + 8000
    logger.notice("The store is back.")
    let notice = Packet.notice(.info, code: "store_back", text: "The store is back: messages can be sent again.")
    for session in sessions.values where session.stage == .live { send(notice, to: session) }
  }

  private func newSecret() -> [UInt8] {
    (0..<TokenSecret.newByteCount).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// What has to be looked at again and again, until the server stops.
  func startTimers() {
    every(.seconds(4)) { $0.renewLease() }
    every(.seconds(2)) { chat in
      chat.reapTheDead()
      if chat.storeLink.isReady { chat.joinPostponed() }
    }
    every(.seconds(10)) { chat in
      chat.compareRooms()
      chat.readBans()
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

  /// Cuts off what rooms no longer keep, one page of rooms after the other.
  private func sweep(from offset: Int = 0) {
    let page = 100
    store.rooms(from: offset, limit: page) { [weak self] result in
      guard let self, case .success(let ids) = result else { return }
      for id in ids { sweep(rooms[id]?.view ?? RoomView(room: id)) }
      if ids.count == page { sweep(from: offset + page) }
    }
  }

  private func sweep(_ view: RoomView) {
    store.sweep(view) { [weak self] result in
      if case .success(true) = result { self?.sweep(view) }
    }
  }

  private func renewLease() {
    guard storeLink.isReady else { return }
    store.renew(server) { [weak self] result in
      guard let self, storeLink.isReady, case .success(false) = result else { return }
      logger.warning("The lease of this server was lost: its people are put back under a new one.")
      takeNewID()
    }
  }
}
