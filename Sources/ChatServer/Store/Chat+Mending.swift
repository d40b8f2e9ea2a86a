import ChatModel
import ChatStore

/// What could not be done when it was due: tried again when the store is back, and now and then.
extension Chat {
  func mend() {
    guard storeLink.isReady else { return }
    finishLeaves()
    for room in rooms.values { putBack(in: room) }
    for session in sessions.values where session.isUnread { recallUnread(session) }
    joinPostponed()
  }

  private func finishLeaves() {
    for (room, leaves) in unfinishedLeaves.takeAll() {
      let view = rooms[room]?.view ?? RoomView(room: room)
      for leave in leaves {
        store.leave(leave.connection, of: leave.member, view: view, reason: .disconnected) { [weak self] result in
          guard let self else { return }
          if case .failure = result { return unfinishedLeaves.add(leave, in: room) }
          if rooms[room] == nil, !unfinishedLeaves.concern(room) { store.forget(room, of: server) }
        }
      }
    }
  }
}
