import ChatModel
import ChatStore
import NIOCore

/// Putting connections back where the store has lost them.
extension Chat {
  /// Puts everybody of this server back into a room; where they are still known, nobody notices.
  func rejoinAll(in room: Room) {
    for session in room.sessions.values { rejoin(session, room) { _ in } }
  }

  /// Puts one connection back.
  ///
  /// - Parameter then: whether it is in the room again.
  func rejoin(_ session: Session, _ room: Room, then: @escaping (Bool) -> Void) {
    let step = JoinStep(
      server: server, connection: session.connection, person: session.person, version: session.version,
      mayCreate: true, since: .none, page: 0, people: 0)
    room.stepsUnderWay += 1
    store.join(step, view: room.view) { [weak self] result in
      guard let self else { return }
      room.stepsUnderWay -= 1
      defer { closeIfIdle(room) }
      switch result {
      case .success(.joined(let answer)):
        if session.rooms[room.id] == nil {
          leave(session, room, reason: .disconnected) { _ in }
          return then(false)
        }
        if answer.isNewHere { store.noteRoom(room.id, of: session.person.id) }
        then(true)
      case .success(.refused(let error)):
        if session.rooms[room.id] != nil {
          expelled(session, from: room, told: Packet.kicked(from: room.id, reason: error.message))
        }
        then(false)
      case .failure: then(false)
      }
    }
  }

  /// Who is missing in the store although the log and the lease are the same was kicked while the bus was not heard.
  func dropTheKicked(in room: Room) {
    let present = Array(room.sessions.values)
    guard !present.isEmpty else { return }
    let lease = server
    store.areThere(present.map(\.connection), in: room.id) { [weak self] result in
      guard let self, case .success(let there) = result, lease == server, !storeLink.isRejoining else { return }
      for session in present where !there.contains(session.connection) && session.rooms[room.id]?.isEntered == true {
        expelled(session, from: room, told: Packet.kicked(from: room.id, reason: ""))
      }
    }
  }
}
