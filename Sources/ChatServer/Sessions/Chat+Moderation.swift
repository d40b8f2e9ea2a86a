import ChatModel
import ChatStore
import JSONText

/// Names, and acts of moderators.
extension Chat {
  func rename(
    _ session: Session, to name: PersonName, then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    let member = session.person.id
    if let refusal = session.refusalOfRename { return finish(.failure(refusal)) }
    if limits.ratesHold, let wait = withRates(of: member, { $0.renames.take(now: self.now) }) {
      return finish(.failure(Self.tooFast(wait)))
    }
    var person = session.person
    person.name = name
    store.save(person, onlyIfMissing: false) { [weak self] result in
      guard let self else { return }
      guard case .success(let version) = result else {
        if case .failure(let error) = result { finish(.failure(error.chatError)) }
        return
      }
      for other in sessionsByMember[member] ?? [] {
        other.person.name = name
        other.version = version
        other.hasRecord = true
      }
      store.rooms(of: member) { [weak self] result in
        guard let self else { return }
        let ids: [RoomID]
        switch result {
        case .success(let found): ids = found
        case .failure(let error): return finish(.failure(error.chatError))
        }
        var (left, failure) = (ids.count, StoreError?.none)
        func told(_ result: Result<Void, StoreError>) {
          left -= 1
          if case .failure(let error) = result { failure = error }
          guard left <= 0 else { return }
          finish(failure.map { .failure($0.chatError) } ?? .success(Packet.success { $0.field("name", name.text) }))
        }
        for room in ids {
          person.role = session.role(in: room)
          store.rename(person, version: version, view: rooms[room]?.view ?? RoomView(room: room), then: told)
        }
        if ids.isEmpty { told(.success(())) }
      }
    }
  }

  func moderate(
    _ request: ModerateRequest, _ session: Session, then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    if limits.ratesHold, let wait = withRates(of: session.person.id, { $0.moderates.take(now: self.now) }) {
      return finish(.failure(Self.tooFast(wait)))
    }
    // An admin's acts reach every room, as they do without a token.
    if session.person.role < .admin, let refusal = session.refusal(of: request.room) {
      return finish(.failure(refusal))
    }
    keepRecord(of: session)
    guard let target = request.member, request.act != .delete else {
      return carryOut(request, session, targetRole: .member, then: finish)
    }
    store.person(target) { [weak self] result in
      guard let self else { return }
      switch result {
      case .failure(let error): finish(.failure(error.chatError))
      case .success(let record):
        carryOut(request, session, targetRole: record?.role(in: request.room, at: now) ?? .member, then: finish)
      }
    }
  }

  private func carryOut(
    _ request: ModerateRequest, _ session: Session, targetRole: Role,
    then finish: @escaping (Result<[UInt8], ChatError>) -> Void
  ) {
    let view = rooms[request.room]?.view ?? RoomView(room: request.room)
    let until = request.duration.map { now + $0 }
    let act = "a_" + ConnectionID.random(using: &generator).rawValue.prefix(12)
    let step = ModerationStep(
      actor: session.person(in: request.room), target: request.member, targetRole: targetRole,
      reason: request.reason ?? "", until: until, act: act)
    let done = { (result: Result<ChatError?, StoreError>) in
      switch result {
      case .failure(let error): finish(.failure(error.chatError))
      case .success(let refusal?): finish(.failure(refusal))
      case .success(nil): finish(.success(Packet.success { $0.field("act", act) }))
      }
    }
    switch request.act {
    case .kick, .ban: store.expel(step, isBan: request.act == .ban, view: view, then: done)
    case .mute, .unmute, .unban:
      let notice = notice(of: request, act: act, until: until)
      store.restrict(step, kind: request.act.rawValue, notice: notice, view: view, then: done)
    case .delete: store.delete(request.ids, by: step, now: now, view: view, then: done)
    case .lock, .unlock, .slowmode, .topic:
      guard let setting = request.setting else { preconditionFailure("An act on a room has a setting.") }
      store.set(setting, by: step, view: view, then: done)
    }
  }

  /// What the person concerned is told.
  private func notice(of request: ModerateRequest, act: String, until: Int64?) -> [UInt8] {
    let reason = request.reason.map { " Reason: \($0)" } ?? ""
    let text =
      switch request.act {
      case .mute: "You are muted in \(request.room): you can read but not write.\(reason)"
      case .unmute: "You can write in \(request.room) again."
      default: "You are no longer banned from \(request.room)."
      }
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("severity", request.act == .mute ? NoticeSeverity.warning.rawValue : NoticeSeverity.info.rawValue)
    writer.field("code", request.act == .mute ? "muted" : request.act == .unmute ? "unmuted" : "unbanned")
    writer.field("text", text)
    writer.field("room", request.room.rawValue)
    writer.field("act", act)
    if let until { writer.field("until", until) }
    writer.endObject()
    return writer.bytes
  }
}
