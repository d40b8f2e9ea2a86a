import ChatModel
import ChatStore
import NIOCore

/// Putting connections back where the store has lost them.
extension Chat {
  /// The standing of a connection the store confirms now.
  func standing(in epoch: Epoch) -> Standing { Standing(server: server, life: storeLink.life, epoch: epoch) }

  /// Puts those of this server back into a room whom the store may have lost; where they are still known, nobody
  /// notices.
  func putBack(in room: Room) {
    let current = room.feed.position.map { standing(in: $0.epoch) }
    for session in room.sessions.values where current == nil || session.rooms[room.id]?.standing != current {
      rejoin(session, room) { _ in }
    }
  }

  /// Puts one connection back.
  ///
  /// - Parameter then: whether it is in the room again.
  func rejoin(_ session: Session, _ room: Room, then: @escaping (Bool) -> Void) {
    let step = JoinStep(
      server: server, connection: session.connection, person: session.person(in: room.id),
      network: session.network, version: session.version, mayCreate: true, since: .none, page: 0, people: 0)
    let life = storeLink.life
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
        session.rooms[room.id]?.standing = Standing(server: step.server, life: life, epoch: answer.epoch)
        noteJoin(answer, session, room)
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

  /// Who is missing in the store although nothing was lost there was kicked while the bus was not heard.
  func dropTheKicked(in room: Room) {
    guard let epoch = room.feed.position?.epoch else { return }
    let current = standing(in: epoch)
    let present = room.sessions.values.filter { session in
      session.rooms[room.id].map { $0.isEntered && $0.standing == current } ?? false
    }
    guard !present.isEmpty else { return }
    store.areThere(present.map(\.connection), in: room.id) { [weak self] result in
      guard let self, case .success(let there) = result else { return }
      let missing = present.filter { !there.contains($0.connection) }
      if !missing.isEmpty { confirmKicked(missing, from: room, current) }
    }
  }

  /// Drops them if the lease and the log have outlived the look into the store: else it was emptied meanwhile.
  private func confirmKicked(_ missing: [Session], from room: Room, _ standing: Standing) {
    store.renew(server) { [weak self] renewed in
      guard let self, case .success(true) = renewed else { return }
      store.position(of: room.id) { [weak self] found in
        guard let self, case .success(let position?) = found, position.epoch == standing.epoch else { return }
        for session in missing where session.rooms[room.id]?.standing == standing {
          expelled(session, from: room, told: Packet.kicked(from: room.id, reason: ""))
        }
      }
    }
  }
}
