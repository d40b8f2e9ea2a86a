import ChatModel
import ChatStore
import DequeModule

/// How a session gets into a room.
extension Chat {
  /// Joins a room, or joins it again to go on from where the client stopped.
  func join(
    _ session: Session, _ id: RoomID, since: JoinStep.Since, page: Int, attempts: Int = 3,
    then: @escaping (JoinVerdict) -> Void
  ) {
    if let refusal = session.refusal(of: id) { return then(.refused(refusal)) }
    let room = open(id)
    room.stepsUnderWay += 1
    let wasThere = unfinishedLeaves.cancel(session.leave, in: id)
    let finish = { [weak self] (ending: JoinEnding) in
      guard let self else { return }
      room.stepsUnderWay -= 1
      switch ending {
      case .entered(let answer, let standing, let replay):
        if settle(session, room, standing) { then(.joined(answer, replay: replay)) }
      case .outrun where attempts > 1 && session.stage != .ended:
        join(session, id, since: since, page: page, attempts: attempts - 1, then: then)
      case .outrun:
        undo(session, room)
        then(.failed(StoreError.away))
      case .refused(let error):
        if wasThere { undo(session, room) }
        then(.refused(error))
      case .failed(let error, let mayBeThere):
        if wasThere || mayBeThere { undo(session, room) }
        then(.failed(error))
      }
      closeIfIdle(room)
    }
    whenSubscribed(room) { [weak self] subscribed in
      guard let self else { return }
      if case .failure(let error) = subscribed { return finish(.failed(error, mayBeThere: false)) }
      mayCreate(id, session) { [weak self] creation in
        guard let self else { return }
        switch creation {
        case .failure(let refusal): finish(.refused(refusal))
        case .success(let mayCreate):
          ask(session, room, since: since, page: page, mayCreate: mayCreate, finish: finish)
        }
      }
    }
  }

  /// Asks the store, and enters where its answer ends.
  private func ask(
    _ session: Session, _ room: Room, since: JoinStep.Since, page: Int, mayCreate: Bool,
    finish: @escaping (JoinEnding) -> Void
  ) {
    guard session.stage != .ended else { return finish(.failed(StoreError.away, mayBeThere: false)) }
    let step = JoinStep(
      server: server, connection: session.connection, person: session.person(in: room.id),
      network: session.network, version: session.version, mayCreate: mayCreate, since: since, page: page,
      people: limits.snapshotMembers)
    let life = storeLink.life
    store.join(step, view: room.view) { [weak self] result in
      guard let self else { return }
      switch result {
      case .failure(let error): finish(.failed(error, mayBeThere: error.mayHaveHappened))
      case .success(.refused(let error)): finish(.refused(error))
      case .success(.joined(let answer)):
        metrics.joined()
        noteJoin(answer, session, room)
        let standing = Standing(server: step.server, life: life, epoch: answer.epoch)
        room.held.append(Room.HeldJoin(session: session, answer: answer, standing: standing, finish: finish))
        releaseHeld(room)
      }
    }
  }

  /// What a join changed beyond the room itself.
  func noteJoin(_ answer: JoinAnswer, _ session: Session, _ room: Room) {
    if answer.isNewHere { store.noteRoom(room.id, of: session.person.id) }
    if answer.isNewRoom { touch(room, isNew: true) }
  }

  /// Brings the tables in line with a join.
  ///
  /// - Returns: false when the session is over by now, and taken out of the room again.
  private func settle(_ session: Session, _ room: Room, _ standing: Standing) -> Bool {
    if session.stage == .ended || session.stage == .lingering && session.rooms[room.id] == nil {
      leave(session, room, reason: .disconnected) { _ in }
      return false
    }
    // Joined again: the answer and the room's events must not cross, so it enters anew behind the answer.
    withdraw(session, from: room)
    let isAutomatic = session.rooms[room.id]?.isAutomatic ?? false
    session.rooms[room.id] = Session.Membership(isAutomatic: isAutomatic, isEntered: false, standing: standing)
    room.sessions[session.number] = session
    // The lease may have been lost while the answer was on its way.
    if standing.server != server { rejoin(session, room) { _ in } }
    return true
  }

  /// A join did not come to its end, but the store may have it.
  private func undo(_ session: Session, _ room: Room) {
    guard session.rooms[room.id] == nil else { return }
    leave(session, room, reason: .disconnected) { _ in }
  }
}
