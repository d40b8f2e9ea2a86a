import ChatModel
import ChatStore
import NIOCore

/// How a session gets into a room.
extension Chat {
  /// Joins a room, or joins it again to go on from where the client stopped.
  func join(
    _ session: Session, _ id: RoomID, since: JoinStep.Since, page: Int, attempts: Int = 3,
    then: @escaping (JoinVerdict) -> Void
  ) {
    let room = open(id)
    room.stepsUnderWay += 1
    let finish = { [weak self] (verdict: JoinVerdict) in
      guard let self else { return }
      room.stepsUnderWay -= 1
      settle(session, room, verdict, retry: attempts > 1) { [weak self] in
        self?.join(session, id, since: since, page: page, attempts: attempts - 1, then: then)
      } then: {
        then($0)
      }
      closeIfIdle(room)
    }
    whenSubscribed(room) { [weak self] subscribed in
      guard let self else { return }
      if case .failure(let error) = subscribed { return finish(.failed(error)) }
      mayCreate(id, session) { [weak self] creation in
        guard let self else { return }
        switch creation {
        case .failure(let refusal): finish(.refused(refusal))
        case .success(let mayCreate):
          store.join(step(session, since: since, page: page, mayCreate: mayCreate), view: room.view) {
            [weak self] result in
            guard let self else { return }
            switch result {
            case .failure(let error): finish(.failed(error))
            case .success(.refused(let error)): finish(.refused(error))
            case .success(.joined(let answer)):
              answered(Room.HeldJoin(session: session, answer: answer, finish: finish), in: room)
            }
          }
        }
      }
    }
  }

  private func step(_ session: Session, since: JoinStep.Since, page: Int, mayCreate: Bool) -> JoinStep {
    JoinStep(
      server: server, connection: session.connection, person: session.person, version: session.version,
      mayCreate: mayCreate, since: since, page: page, people: limits.snapshotMembers)
  }

  /// Brings the tables in line with a join's end, and repeats one that was outrun.
  private func settle(
    _ session: Session, _ room: Room, _ verdict: JoinVerdict, retry: Bool, again: () -> Void,
    then: (JoinVerdict) -> Void
  ) {
    switch verdict {
    case .joined(let answer, _):
      if session.stage == .ended || session.stage == .lingering && session.rooms[room.id] == nil {
        return leave(session, room, reason: .disconnected) { _ in }
      }
      if session.rooms[room.id]?.isEntered == true {
        withdraw(session, from: room)
      } else {
        session.rooms[room.id] = Session.Membership(isAutomatic: false, isEntered: false)
        room.sessions[session.number] = session
      }
      if answer.isNewHere { store.noteRoom(room.id, of: session.person.id) }
      if answer.isNewRoom { touch(room) }
      then(verdict)
    case .outrun:
      if retry { again() } else { then(.failed(StoreError.away)) }
    case .refused, .failed: then(verdict)
    }
  }

  /// Whether the session may make a room that is not there yet; a rate or the number of rooms may forbid it.
  private func mayCreate(
    _ id: RoomID, _ session: Session, then: @escaping (Result<Bool, ChatError>) -> Void
  ) {
    if id == configuration.defaultRoom { return then(.success(true)) }
    let isAllowed =
      switch configuration.roomCreation {
      case .anyone: true
      case .moderators: session.person.role == .admin
      case .nobody: false
      }
    guard isAllowed else { return then(.success(false)) }
    if rooms[id]?.view.epoch != nil { return then(.success(true)) }
    store.position(of: id) { [weak self] found in
      guard let self else { return }
      switch found {
      case .failure(let error): then(.failure(error.chatError))
      case .success(.some): then(.success(true))
      case .success(nil):
        if limits.ratesHold, let wait = withRates(of: session.person.id, { $0.newRooms.take(now: self.now) }) {
          return then(
            .failure(
              ChatError(
                .rateLimited, "You have made many rooms in the last hour.", hint: "Join one that is there, or wait.",
                retryAfter: wait)))
        }
        store.roomCount { [weak self] count in
          guard let self else { return }
          if case .success(let count) = count, count >= limits.rooms {
            return then(
              .failure(ChatError(.forbidden, "There are as many rooms as there may be.", hint: "Join one that is there.")))
          }
          then(.success(true))
        }
      }
    }
  }

  /// Changes a person's rates.
  func withRates<Value>(of member: MemberID, _ body: (inout PersonRates) -> Value) -> Value {
    body(&rates[member, default: PersonRates(limits: limits, now: now)])
  }
}
