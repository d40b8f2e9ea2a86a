import ChatModel
import ChatStore
import NIOCore

/// What this server knows of persons, kept in step with their records.
extension Chat {
  /// A room shows a newer record of somebody than sessions here have: it was changed on another server.
  func refresh(_ member: MemberID?, shown json: ByteBuffer?) {
    guard let member, let version = json.flatMap(MemberJSON.version) else { return }
    let outdated = (sessionsByMember[member] ?? []).filter { $0.version < version }
    guard !outdated.isEmpty else { return }
    // Noted at once, so that a person who is in many rooms is read once.
    for session in outdated { session.version = version }
    store.person(member) { [weak self] result in
      guard let self else { return }
      for session in outdated {
        if case .success(let record?) = result { remember(record, in: session) }
        if case .failure = result { session.isUnread = true }
      }
    }
  }

  /// Takes over what the store keeps of a session's person.
  func remember(_ record: PersonRecord, in session: Session) {
    if let name = try? PersonName(record.name) { session.person.name = name }
    session.person.role = max(record.role, session.roleByToken)
    session.person.isBot = session.person.isBot || record.isBot && session.access == nil
    session.version = max(session.version, record.version)
  }

  /// Takes over what was read as somebody came in. A token may have changed it, for the person's other sessions as well.
  func learn(_ record: PersonRecord, with session: Session) {
    remember(record, in: session)
    guard session.access != nil else { return }
    for other in sessionsByMember[session.person.id] ?? [] where other.version < record.version {
      remember(record, in: other)
    }
  }

  /// Reads a record that could not be read before; then the join that waited for it has its turn.
  func recallUnread(_ session: Session) {
    readRecord(of: session) { [weak self] result in
      guard let self, session.stage == .live, session.isUnread, case .success(let record) = result else { return }
      session.isUnread = false
      if let record { remember(record, in: session) }
      for id in session.rooms.keys {
        guard let room = rooms[id] else { continue }
        store.rename(session.person(in: id), version: session.version, view: room.view) { _ in }
      }
      // Where a join follows, its answer says who one is.
      if session.postponed == nil { send(sessionPacket(session, nil), to: session) } else { joinPostponed(session) }
    }
  }
}
