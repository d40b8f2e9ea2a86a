import ChatModel
import NIOCore

/// How what the chat says reaches sockets: in order, whatever loop they are on or moving between.
extension Chat {
  /// Sends one packet to one client.
  ///
  /// - Parameter isOrdered: whether it must come after all that was published in its rooms before.
  func send(_ packet: ByteBuffer, to session: Session, isOrdered: Bool = true) {
    if isOrdered { session.bytesSinceDrain += packet.readableBytes }
    command(isOrdered ? .send(session.number, packet) : .sendUnordered(session.number, packet), for: session)
  }

  /// Has a session's loop do something with its connection, after all that was asked of it before.
  func command(_ command: LoopCommand, for session: Session) {
    switch session.home {
    case .loop(let loop): mailboxes.send(command, to: loop)
    case .moving(var mailbox):
      // Taken out first, so that what waits is not copied.
      session.home = .gone
      mailbox.add(command)
      session.home = .moving(mailbox)
    case .gone: break
    }
  }

  /// Sends one event to everybody of this server who is in the room.
  func publish(_ packet: ByteBuffer, in room: Room, urgency: RoomFrame.Urgency = .message) {
    let frame = RoomFrame(packet: packet)
    for loop in 0..<mailboxes.count where room.membersOnLoop[loop] > 0 {
      mailboxes.send(.publish(room.number, frame, urgency), to: loop)
    }
    for session in room.moving { send(packet, to: session) }
  }

  /// From here on the session gets what is published in the room; nothing if it was taken out of it meanwhile.
  func enter(_ session: Session, _ room: Room) {
    guard session.rooms[room.id]?.isEntered == false else { return }
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

  /// The session changes from polling to WebSocket: what comes for it waits until it has arrived.
  func beginMove(_ number: ConnectionNumber, from loop: Int) {
    mailboxes.send(.detach(number), to: loop)
    guard let session = sessions[number] else { return }
    session.home = .moving(MovingMailbox(limit: limits.outboxBytes))
    for room in enteredRooms(of: session) {
      room.membersOnLoop[loop] -= 1
      room.moving.append(session)
    }
  }

  /// It has arrived on a loop: what waited goes out, then the rooms' events go there.
  func endMove(_ number: ConnectionNumber, on loop: Int) {
    guard let session = sessions[number] ?? departing.removeValue(forKey: number),
      case .moving(let mailbox) = session.home
    else { return }
    session.home = .loop(loop)
    for command in mailbox.arrived(number) { mailboxes.send(command, to: loop) }
    for room in enteredRooms(of: session) {
      room.moving.removeAll { $0 === session }
      room.membersOnLoop[loop] += 1
      mailboxes.send(.enter(session.number, room.number), to: loop)
    }
    // The loop it left may have been waiting to report that, and has forgotten it.
    if session.whenDrained != nil { command(.reportWhenDrained(number), for: session) }
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
