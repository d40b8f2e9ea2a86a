import ChatModel
import ChatStore
import NIOCore

/// How a client goes: by its own word, by dropping, or by being sent away.
extension Chat {
  /// The transport is gone. The leave is told after a while, so that a reload makes no noise.
  func dropped(_ session: Session) {
    unhook(session)
    session.queue.removeAll()
    guard session.stage == .live, !session.rooms.isEmpty else { return end(session, reason: .disconnected) }
    session.stage = .lingering
    session.linger = after(.milliseconds(limits.leaveGraceMilliseconds)) { [weak self] in
      self?.end(session, reason: .disconnected)
    }
  }

  /// The session is over: it leaves its rooms.
  func end(_ session: Session, reason: LeaveReason) {
    guard session.stage != .ended else { return }
    for id in session.rooms.keys {
      guard let room = rooms[id] else { continue }
      withdraw(session, from: room)
      leave(session, room, reason: reason) { _ in }
    }
    forget(session)
  }

  /// Takes the session out of all tables.
  func forget(_ session: Session) {
    session.stage = .ended
    session.linger?.cancel()
    session.expiry?.cancel()
    sessions[session.number] = nil
    if case .moving = session.home { departing[session.number] = session }
    sessionsByMember[session.person.id]?.removeAll { $0 === session }
    if sessionsByMember[session.person.id]?.isEmpty == true { sessionsByMember[session.person.id] = nil }
  }

  /// Tells the store that a session is out of a room.
  func leave(
    _ session: Session, _ room: Room, reason: LeaveReason, then: @escaping (Result<Bool, StoreError>) -> Void
  ) {
    session.rooms[room.id] = nil
    room.sessions[session.number] = nil
    room.stepsUnderWay += 1
    store.leave(session.connection, of: session.person.id, view: room.view, reason: reason) { [weak self] result in
      guard let self else { return }
      room.stepsUnderWay -= 1
      if case .failure = result { unfinishedLeaves.add(session.leave, in: room.id) }
      closeIfIdle(room)
      then(result)
    }
  }

  /// Somebody was taken out of a room by the store: told why where that is known, and sent away if it was the last.
  func expelled(_ session: Session, from room: Room, told packet: ByteBuffer) {
    withdraw(session, from: room)
    session.rooms[room.id] = nil
    room.sessions[session.number] = nil
    send(packet, to: session)
    if session.firstRoom == room.id { session.firstRoom = nil }
    if session.rooms.isEmpty, session.stage == .live || session.stage == .lingering {
      command(.dismiss(session.number), for: session)
      forget(session)
    }
    closeIfIdle(room)
  }
}
