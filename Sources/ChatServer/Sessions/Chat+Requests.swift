import ChatModel
import ChatStore
import NIOCore
import SocketIO

/// How requests are taken, put in order, and answered.
extension Chat {
  /// A client's event.
  func received(_ event: SocketIOEvent, from session: Session) {
    if session.stage == .connecting || session.isJoiningPostponed, session.early.count < limits.queuedRequests {
      return session.early.append(event)
    }
    guard session.stage == .live else { return }
    let request = understood(event, from: session)
    if case .success(.typing(let room)) = request { return typing(session, in: room, ack: event.ackID) }
    let queued = QueuedRequest(request: request, ack: event.ackID)
    switch session.queue.arrived(queued, isSend: queued.isSend) {
    case .start: start(queued, of: session)
    case .wait: break
    case .refuse:
      let error = ChatError(
        .rateLimited, "Too many requests wait for their answers.", hint: "Wait for some of them first.",
        retryAfter: 1000)
      answer(session, event.ackID, .failure(error))
    }
  }

  private func understood(_ event: SocketIOEvent, from session: Session) -> Result<ClientRequest, ChatError> {
    do throws(ChatError) {
      try checkRates(of: event.name, session)
      return .success(try ClientRequest(event, limits: limits))
    } catch {
      return .failure(error)
    }
  }

  /// The rates of a connection; those of a person are looked at when the request's turn comes.
  private func checkRates(of event: String, _ session: Session) throws(ChatError) {
    guard limits.ratesHold, event != "send" else { return }
    let wait = event == "join" ? session.joins.take(now: now) : session.requests.take(now: now)
    if let wait { throw Self.tooFast(wait) }
  }

  static func tooFast(_ wait: Int64) -> ChatError {
    ChatError(.rateLimited, "That was too fast.", hint: "Wait a little.", retryAfter: wait)
  }

  private func start(_ queued: QueuedRequest, of session: Session) {
    let finish = { [weak self] (result: Result<[UInt8], ChatError>) in
      guard let self else { return }
      answer(session, queued.ack, result, isOrdered: !queued.isSend)
      whenDrained(session) { [weak self] in
        for next in session.queue.finished(isSend: queued.isSend) { self?.start(next, of: session) }
      }
    }
    let request: ClientRequest
    switch queued.request {
    case .failure(let error): return finish(.failure(error))
    case .success(let understood): request = understood
    }
    guard storeLink.isReady else { return finish(.failure(StoreError.away.chatError)) }
    if let ban = banEverywhere(of: session.person.id) { return finish(.failure(ban)) }
    switch request {
    case .send(let request): send(request, from: session, then: finish)
    case .join(let request): join(request, session, queued.ack, then: finish)
    case .leave(let room): leave(room, session, then: finish)
    case .history(let request): history(request, session, then: finish)
    case .members(let request): members(request, session, then: finish)
    case .rooms(let match, let cursor): listRooms(session, match: match, cursor: cursor, then: finish)
    case .typing: finish(.success(Packet.success()))
    case .rename(let name): rename(session, to: name, then: finish)
    case .moderate(let request): moderate(request, session, then: finish)
    }
  }

  /// Goes on when the client has taken most of what it was sent: after a large answer the next request waits for that,
  /// so that asking for page after page fills no outbox.
  private func whenDrained(_ session: Session, _ work: @escaping () -> Void) {
    guard session.bytesSinceDrain > Self.largeAnswer else { return work() }
    session.bytesSinceDrain = 0
    session.whenDrained = work
    command(.reportWhenDrained(session.number), for: session)
  }

  /// From how many bytes on an answer counts as large.
  private static let largeAnswer = 65_536

  /// The client has taken most of what it was sent.
  func drained(_ session: Session) {
    let work = session.whenDrained
    session.whenDrained = nil
    work?()
  }

  /// Answers a request: by its acknowledgement, or where none is wanted, a refusal as a notice.
  func answer(
    _ session: Session, _ ack: Int64?, _ result: Result<[UInt8], ChatError>, isOrdered: Bool = true
  ) {
    if case .failure(let error) = result { metrics.refused(error.code) }
    switch (result, ack) {
    case (.success(let answer), let ack?):
      // An empty answer was sent already, in front of the room's events.
      if !answer.isEmpty { send(Packet.ack(ack, answer), to: session, isOrdered: isOrdered) }
    case (.success, nil): break
    case (.failure(let error), let ack?): send(Packet.ack(ack, Packet.failure(error)), to: session)
    case (.failure(let error), nil): send(Packet.notice(of: error), to: session)
    }
  }

  private func join(
    _ request: JoinRequest, _ session: Session, _ ack: Int64?,
    then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    if session.rooms[request.room] == nil, session.rooms.count >= limits.roomsPerConnection {
      return finish(
        .failure(
          ChatError(
            .rateLimited, "You are in \(limits.roomsPerConnection) rooms, which is the most.",
            hint: "Leave one of them first.")))
    }
    let since: JoinStep.Since =
      request.since.map { claimed in claimed.position.map { .position($0) } ?? .nowhere } ?? .none
    join(session, request.room, since: since, page: request.limit) { [weak self] verdict in
      guard let self else { return }
      switch verdict {
      case .refused(let error): finish(.failure(error))
      case .failed(let error): finish(.failure(error.chatError))
      case .joined(let answer, let replay):
        guard let room = rooms[request.room] else { return finish(.failure(StoreError.away.chatError)) }
        // The answer goes out before the room's events, and both before what is queued behind the join.
        self.answer(session, ack, .success(Packet.success { $0.join(answer) }))
        self.replay(replay, to: session, in: room)
        enter(session, room)
        finish(.success([]))
      }
    }
  }

  /// An item that came between a join's answer and its entry.
  func replayed(_ item: BusItem, to session: Session, in room: Room) {
    // An item before this one may have taken it out of the room.
    guard session.rooms[room.id] != nil else { return }
    switch item.kind {
    case "kicked", "notice":
      guard item.member == session.person.id else { return }
      if item.kind == "kicked" {
        expelled(session, from: room, told: Packet.event(item))
      } else {
        send(Packet.event(item), to: session)
      }
    case "member_add", "member_delete", "member_update":
      if !room.showsOnlyCount || item.member == session.person.id { send(Packet.event(item), to: session) }
    case "messages", "message_update", "messages_removed", "messages_restored", "room_reset", "room_update":
      send(Packet.event(item), to: session)
    default: break
    }
  }

  private func leave(
    _ id: RoomID, _ session: Session, then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    guard session.rooms[id] != nil, let room = rooms[id] else { return finish(.failure(Self.notInRoom)) }
    withdraw(session, from: room)
    if session.firstRoom == id { session.firstRoom = nil }
    // Where the store could not be told it will be, and for the client the room is left.
    leave(session, room, reason: .left) { _ in finish(.success(Packet.success())) }
  }

  static let notInRoom = ChatError(.notInRoom, "You are not in that room.", hint: "Join it first.")

  private func typing(_ session: Session, in id: RoomID, ack: Int64?) {
    guard session.rooms[id] != nil, let room = rooms[id] else { return answer(session, ack, .failure(Self.notInRoom)) }
    answer(session, ack, .success(Packet.success()))
    guard !room.showsOnlyCount, now - session.lastTyping >= limits.typingMilliseconds else { return }
    guard !limits.ratesHold || room.typing.take(now: now) == nil else { return }
    session.lastTyping = now
    store.typing(session.person, in: room.view)
  }
}
