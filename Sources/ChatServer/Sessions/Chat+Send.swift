import ChatModel
import ChatStore
import NIOCore

/// How a message gets into a room's log.
extension Chat {
  func send(
    _ request: SendRequest, from session: Session, isRepeated: Bool = false,
    then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    guard let id = request.room ?? session.firstRoom, session.rooms[id] != nil, let room = rooms[id] else {
      let postponed = session.postponed.flatMap { $0.room == request.room ?? $0.room ? $0.error : nil }
      return finish(.failure(postponed ?? Self.notInRoom))
    }
    let member = session.person.id
    if limits.ratesHold, !isRepeated, let wait = withRates(of: member, { $0.sends.take(now: self.now) }) {
      return finish(.failure(Self.tooFast(wait)))
    }
    keepRecord(of: session)
    let begun = NIODeadline.now()
    let draft = MessageDraft(from: session.person, in: id, text: request.text, hops: request.hops)
    store.append(
      draft, view: room.view, connection: session.connection, member: member, role: session.role(in: id),
      clientID: request.clientID
    ) { [weak self] result in
      guard let self else { return }
      switch result {
      case .failure(let error): finish(.failure(error.chatError))
      case .success(.accepted(let id, let seq, let epoch)):
        room.view.saw(epoch: epoch, seq: seq, id: id.microseconds)
        touch(room)
        figures.messages += 1
        metrics.accepted(after: .now() - begun)
        finish(.success(Self.receipt(id, seq)))
      case .success(.duplicate(let id, let seq, _)):
        finish(duplicate(of: member).map { .failure(Self.tooFast($0)) } ?? .success(Self.receipt(id, seq)))
      case .success(.refused(let error)): finish(.failure(error))
      case .success(.notInRoom(let epoch)):
        guard let membership = session.rooms[room.id] else { return finish(.failure(Self.notInRoom)) }
        let isOut = epoch.map { membership.standing == standing(in: $0) } ?? false
        if isOut { dropTheKicked(in: room) }
        guard !isRepeated, !isOut else { return finish(.failure(Self.notInRoom)) }
        rejoin(session, room) { [weak self] isBack in
          guard let self, isBack else { return finish(.failure(Self.notInRoom)) }
          send(request, from: session, isRepeated: true, then: finish)
        }
      }
    }
  }

  /// A repeated message costs the sends' rate nothing, but has one of its own.
  private func duplicate(of member: MemberID) -> Int64? {
    guard limits.ratesHold else { return nil }
    return withRates(of: member) { rates in
      rates.sends.giveBack()
      return rates.duplicates.take(now: self.now)
    }
  }

  /// Who speaks is remembered for a while, so that bans and tokens find a name.
  func keepRecord(of session: Session) {
    guard !session.hasRecord else { return }
    session.hasRecord = true
    store.save(session.person, onlyIfMissing: true) { result in
      switch result {
      case .success(let version): session.version = max(session.version, version)
      case .failure: session.hasRecord = false
      }
    }
  }

  private static func receipt(_ id: MessageID, _ seq: Int64) -> [UInt8] {
    Packet.success { writer in
      writer.field("id", id.microseconds)
      writer.field("seq", seq)
      writer.field("date", id.date)
    }
  }
}
