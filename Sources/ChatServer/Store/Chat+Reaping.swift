import ChatModel
import ChatStore
import Logging

/// Taking out the people of servers that died.
extension Chat {
  func reapTheDead() {
    guard storeLink.isReady, now >= storeLink.quietUntil else { return }
    store.expiredServers { [weak self] result in
      guard let self, case .success(let expired) = result else { return }
      for server in reaper.expired(expired, own: self.server, now: now) { reap(server) }
    }
  }

  private func reap(_ server: ServerID) {
    store.rooms(of: server) { [weak self] result in
      guard let self else { return }
      guard case .success(let ids) = result else { return reaper.failed(server) }
      if !ids.isEmpty { logger.notice("The people of a dead server leave.", metadata: ["server": "\(server)"]) }
      reap(server, ids[...]) { [weak self] isDone in
        guard let self else { return }
        guard isDone else { return reaper.failed(server) }
        if reaper.reaped(server, now: now) { store.forget(server) }
      }
    }
  }

  /// Takes a server's connections out of one room after another.
  func reap(_ server: ServerID, _ ids: ArraySlice<RoomID>, cursor: Int64 = 0, then: @escaping (Bool) -> Void) {
    guard let id = ids.first else { return then(true) }
    let view = rooms[id]?.view ?? RoomView(room: id)
    store.reap(server, view: view, cursor: cursor, reason: .serverGone) { [weak self] result in
      switch result {
      case .failure: then(false)
      case .success(0): self?.reap(server, ids.dropFirst(), then: then)
      case .success(let next): self?.reap(server, ids, cursor: next, then: then)
      }
    }
  }
}
