import ChatModel
import ChatTransport
import NIOCore

/// How what the chat says reaches sockets: in order, whatever loop they are on or moving between.
extension Chat {
  /// Sends one packet to one client.
  ///
  /// - Parameter isOrdered: whether it must come after all that was published in its rooms before.
  func send(_ packet: ByteBuffer, to session: Session, isOrdered: Bool = true) {
    switch session.home {
    case .loop(let loop):
      mailboxes.send(isOrdered ? .send(session.number, packet) : .sendUnordered(session.number, packet), to: loop)
    case .moving(var waiting):
      waiting.append(packet)
      session.home = .moving(waiting)
      if waiting.reduce(0, { $0 + $1.readableBytes }) > limits.outboxBytes { close(session, .slowConsumer) }
    case .gone: break
    }
  }

  /// Sends one event to everybody of this server who is in the room.
  func publish(_ packet: ByteBuffer, in room: Room) {
    let frame = RoomFrame(packet: packet)
    for loop in 0..<mailboxes.count where room.membersOnLoop[loop] > 0 {
      mailboxes.send(.publish(room.number, frame), to: loop)
    }
    for session in room.moving { send(packet, to: session) }
  }

  /// From here on the session gets what is published in the room.
  func enter(_ session: Session, _ room: Room) {
    session.rooms[room.id]?.isEntered = true
    switch session.home {
    case .loop(let loop):
      room.membersOnLoop[loop] += 1
      mailboxes.send(.enter(session.number, room.number), to: loop)
    case .moving: room.moving.append(session)
    case .gone: break
    }
  }

  /// From here on it does not.
  func withdraw(_ session: Session, from room: Room) {
    guard session.rooms[room.id]?.isEntered == true else { return }
    session.rooms[room.id]?.isEntered = false
    switch session.home {
    case .loop(let loop):
      room.membersOnLoop[loop] -= 1
      mailboxes.send(.leave(session.number, room.number), to: loop)
    case .moving: room.moving.removeAll { $0 === session }
    case .gone: break
    }
  }

  /// Closes the transport; a stock client comes back by itself.
  func close(_ session: Session, _ reason: EngineCloseReason) {
    if case .loop(let loop) = session.home { mailboxes.send(.close(session.number, reason), to: loop) }
    if case .moving = session.home { session.closesOnArrival = reason }
  }

  /// The session changes from polling to WebSocket: what comes for it waits until it has arrived.
  func beginMove(_ number: ConnectionNumber, from loop: Int) {
    mailboxes.send(.detach(number), to: loop)
    guard let session = sessions[number] else { return }
    session.home = .moving([])
    for room in enteredRooms(of: session) {
      room.membersOnLoop[loop] -= 1
      room.moving.append(session)
    }
  }

  /// It has arrived on a loop: what waited goes out, then the rooms' events go there.
  func endMove(_ session: Session, on loop: Int) {
    guard case .moving(let waiting) = session.home else { return }
    session.home = .loop(loop)
    for packet in waiting { mailboxes.send(.send(session.number, packet), to: loop) }
    for room in enteredRooms(of: session) {
      room.moving.removeAll { $0 === session }
      room.membersOnLoop[loop] += 1
      mailboxes.send(.enter(session.number, room.number), to: loop)
    }
    if session.isDismissedOnArrival { mailboxes.send(.dismiss(session.number), to: loop) }
    if let reason = session.closesOnArrival { close(session, reason) }
  }

  /// The socket is gone: nothing can be sent any more.
  func unhook(_ session: Session) {
    for room in enteredRooms(of: session) {
      if case .loop(let loop) = session.home { room.membersOnLoop[loop] -= 1 }
      room.moving.removeAll { $0 === session }
      session.rooms[room.id]?.isEntered = false
    }
    session.home = .gone
  }

  private func enteredRooms(of session: Session) -> [Room] {
    session.rooms.compactMap { id, membership in membership.isEntered ? rooms[id] : nil }
  }
}
