import ChatModel
import ChatStore
import Logging
import NIOCore
import RedisClient

/// What the bus brings, and how gaps in it are mended from the log.
extension Chat {
  /// Something happened on the subscriber's connection.
  func subscriberEvent(_ event: RedisSubscriberEvent) {
    switch event {
    case .message(let channel, let payload): bus.append((channel, payload))
    case .readComplete: takeBusSoon()
    case .linkLost: storeLink.hasBus = false
    case .linkRestored:
      storeLink.hasBus = true
      becomeReady()
      takeBus()
      for room in rooms.values where room.feed.mayHaveMissed() { sync(room) }
      followControl()
      // Joins at connect that found no subscription.
      mend()
    }
  }

  /// What the bus brought is taken after what else was read in this turn: the answers of joins that were told on the bus
  /// come on another connection, and who finds its place in the feed before the feed is there needs nothing replayed.
  private func takeBusSoon() {
    guard !bus.isEmpty, !isBusScheduled else { return }
    isBusScheduled = true
    let bound = NIOLoopBound(self, eventLoop: loop)
    loop.execute {
      bound.value.takeBus()
      bound.value.mailboxes.flush()
    }
  }

  private func takeBus() {
    isBusScheduled = false
    let items = bus
    bus.removeAll(keepingCapacity: items.count < 1024)
    for (channel, payload) in items {
      guard let room = roomsByChannel[channel] else {
        if channel == store.keys.control { ordered(payload) }
        continue
      }
      if let item = BusItem(payload) {
        received(item, in: room)
      } else {
        logger.warning("A message on a room's channel cannot be read.", metadata: ["room": "\(room.id)"])
      }
    }
  }

  private func received(_ item: BusItem, in room: Room) {
    switch room.feed.received(item) {
    case .emit: emit(item, in: room)
    case .none: break
    case .sync: sync(room)
    }
    releaseHeld(room)
  }

  /// Tells the room what happened.
  func emit(_ item: BusItem, in room: Room) {
    guard item.rev > 0 else {
      tell(item, in: room)
      return
    }
    room.view.saw(epoch: item.epoch, seq: item.seq, id: item.kind == "messages" ? item.n : 0)
    room.recent.told(rev: item.rev, tell(item, in: room))
  }

  /// - Returns: the item's frame, if all that came of it was that everybody got it.
  @discardableResult
  private func tell(_ item: BusItem, in room: Room) -> RoomFrame? {
    switch item.kind {
    case "messages", "message_update", "messages_removed", "messages_restored", "room_reset":
      return publish(Packet.event(item), in: room)
    case "member_add":
      note(item, member: item.arguments, in: room)
      return present(item, in: room)
    case "member_delete":
      if let member = item.member { room.people?[member] = nil }
      return present(item, in: room)
    case "member_update":
      let member = MemberJSON.inside(update: item.arguments)
      note(item, member: member, in: room)
      refresh(item.member, shown: member)
      if !room.showsOnlyCount { publish(Packet.event(item), in: room, urgency: .presence) }
    case "room_update": roomUpdate(item, in: room)
    case "kicked":
      let packet = Packet.event(item)
      let sessions = localSessions(of: item.member, in: room)
      for session in sessions { expelled(session, from: room, told: packet) }
      confirm(item, sessions)
    case "notice":
      let sessions = localSessions(of: item.member, in: room)
      for session in sessions { send(Packet.event(item), to: session) }
      confirm(item, sessions)
    case "typing":
      if !room.showsOnlyCount { publish(Packet.event(item), in: room, urgency: .presence) }
    default:
      // A newer server may tell what this one does not know; once is enough for the log.
      if unknownKinds.count < 64, unknownKinds.insert(item.kind).inserted {
        logger.notice("Events of an unknown kind are passed over.", metadata: ["kind": "\(item.kind.prefix(64))"])
      }
    }
    return nil
  }

  func note(_ item: BusItem, member: ByteBuffer?, in room: Room) {
    guard let id = item.member, room.people?[id] != nil || item.kind == "member_add" else { return }
    room.people?[id] = member
  }

  /// Joins and leaves: to everybody, or in a crowd to the person alone and as a number to the rest.
  private func present(_ item: BusItem, in room: Room) -> RoomFrame? {
    room.count = item.n
    guard room.showsOnlyCount else { return publish(Packet.event(item), in: room, urgency: .presence) }
    for session in localSessions(of: item.member, in: room) { send(Packet.event(item), to: session) }
    scheduleCount(room)
    return nil
  }

  private func localSessions(of member: MemberID?, in room: Room) -> [Session] {
    guard let member else { return [] }
    return (sessionsByMember[member] ?? []).filter { room.sessions[$0.number] != nil }
  }

  /// Reads the room again and tells the differences.
  func sync(_ room: Room) {
    guard !room.isBeingRead else { return }
    room.isBeingRead = true
    room.mustSync = false
    store.sync(room.view, from: room.feed.told) { [weak self, weak room] result in
      room?.isBeingRead = false
      guard let self, let room, rooms[room.id] === room else { return }
      switch result {
      case .success(let answer?): synced(room, answer)
      case .success(nil):
        // The room is gone, and with it everybody's place in it: they are put back.
        room.feed.syncFailed()
        failHeld(room, StoreError.away)
        putBack(in: room)
      case .failure(let error):
        room.feed.syncFailed()
        room.mustSync = true
        failHeld(room, error)
        logger.debug("A room could not be read again.", metadata: ["room": "\(room.id)", "error": "\(error)"])
      }
    }
  }

  private func synced(_ room: Room, _ answer: SyncAnswer) {
    if !answer.isSameLog || !answer.reachesBack {
      publish(Packet.roomReset(room.id, epoch: answer.epoch, seq: answer.seq), in: room)
      tellHistory(answer, in: room)
    } else {
      for message in answer.messages {
        publish(Packet.event("messages", arguments: message.readableBytesView), in: room)
      }
      for message in answer.changed { publish(Packet.messageUpdate(room.id, message), in: room) }
    }
    tellDifferences(room, answer)
    room.view.saw(epoch: answer.epoch, seq: answer.seq, id: answer.id)
    room.feed.synced(epoch: answer.epoch, rev: answer.rev, seq: answer.seq)
    putBack(in: room)
    if answer.isSameLog { dropTheKicked(in: room) }
    dropOutrun(room, epoch: answer.epoch)
    drain(room)
    releaseHeld(room)
  }

  /// Those that were joined at connect do not ask for the new history: they get it, up to where the feed goes on.
  private func tellHistory(_ answer: SyncAnswer, in room: Room) {
    let history = Packet.messageHistory(answer.messages)
    for session in room.sessions.values {
      guard let membership = session.rooms[room.id], membership.isAutomatic, membership.isEntered else { continue }
      send(history, to: session)
    }
  }

  /// Works off what waited while the room was read.
  func drain(_ room: Room) {
    while let (item, action) = room.feed.nextWaiting() {
      switch action {
      case .emit: emit(item, in: room)
      case .none: break
      case .sync: return sync(room)
      }
    }
    if room.feed.isSyncing { sync(room) }
  }

  /// Compares every open room with the store: what pub/sub lost without anybody noticing is found here.
  func compareRooms() {
    // With very many rooms the round before may still be under way.
    guard !isComparing else { return }
    isComparing = true
    compare(Array(rooms.values)[...])
  }

  /// Some rooms at a time, so that people's requests need not wait behind those of all rooms: above some 25 000 rooms a
  /// round takes longer than ten seconds.
  private func compare(_ rooms: ArraySlice<Room>) {
    guard !rooms.isEmpty else {
      isComparing = false
      return
    }
    let (now, later) = (rooms.prefix(Self.comparedAtOnce), rooms.dropFirst(Self.comparedAtOnce))
    var left = now.count
    let done = { [weak self] in
      left -= 1
      if left == 0 { self?.after(.milliseconds(100)) { [weak self] in self?.compare(later) } }
    }
    for room in now { compare(room, then: done) }
  }

  private static let comparedAtOnce = 256

  private func compare(_ room: Room, then done: @escaping () -> Void) {
    guard rooms[room.id] === room, room.feed.position != nil else { return done() }
    if room.mustSync || room.owesMembers, room.feed.mayHaveMissed() {
      sync(room)
      return done()
    }
    store.check(room.view) { [weak self, weak room] result in
      defer { done() }
      guard let self, let room, rooms[room.id] === room, case .success(let found) = result else { return }
      if room.feed.compared(found.map { ($0.epoch, $0.rev) }) { sync(room) }
    }
  }
}
