public import ChatModel
import RedisClient

/// Where a message of the system stands in its room's log.
public struct SaidMessage: Sendable, Equatable {
  /// Its id.
  public let id: MessageID
  /// Its number.
  public let seq: Int64
  /// The life of the log.
  public let epoch: Epoch
}

extension StoreWriter {
  /// Says something in a room as the system: no lock, slow mode or mute holds for it, and it stays in the log.
  public func say(
    _ text: String, severity: MessageDraft.Severity = .info, in room: RoomID, _ act: Act
  ) async throws(StoreError) -> Verdict<SaidMessage> {
    guard (1...limits.textBytes).contains(text.utf8.count) else {
      return .failure(ChatError(.tooLarge, "A text has 1 to \(limits.textBytes) bytes."))
    }
    let exists = try await ask("EXISTS", [.string(keys.state(room))]).int64 == 1
    guard exists || room == permanentRoom else {
      return .failure(ChatError(.noSuchRoom, "There is no room \(room)."))
    }
    let draft = MessageDraft(system: text, severity: severity, in: room)
    var answer = try await step(
      StoreScripts.append, room, moreKeys: [keys.state(room), keys.state(room)],
      [
        "", "", "", .bytes(draft.head), .bytes(draft.tail), "admin", .integer(limits.dedupeMilliseconds),
        .integer(Int64(limits.roomLog)),
      ])
    guard try answer.text() == "ok", let id = MessageID(try answer.number()) else {
      throw StoreError(unexpected: "append")
    }
    let said = SaidMessage(id: id, seq: try answer.number(), epoch: try answer.epoch())
    _ = try await ask("ZADD", [.string(keys.rooms), "GT", .integer(id.date), room.argument])
    _ = try await note(act, AuditSubject("say", room: room, count: 1, value: "seq=\(said.seq)"))
    return .success(said)
  }

  /// Announces something to everybody: at once, and at connect until it ends; it is in no room's log.
  ///
  /// - Parameter until: when it ends by itself, in Unix milliseconds; nil for not before it is ended.
  public func announce(
    _ text: String, severity: MessageDraft.Severity = .info, until: Int64? = nil, _ act: Act
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    guard (1...limits.textBytes).contains(text.utf8.count) else {
      return .failure(ChatError(.tooLarge, "A text has 1 to \(limits.textBytes) bytes."))
    }
    return try await audited(act, AuditSubject("announce", until: until)) { () throws(StoreError) in
      try await open(act)
      let notice = Announcement.notice(text, severity: severity, until: until, act: act.id)
      return try await changeAnnouncements(
        act, [act.id.argument, .bytes(Array("\(until ?? 0) ".utf8) + notice)],
        refusal: ChatError(.forbidden, "There are 100 announcements already.", hint: "End one of them first."))
    }
  }

  /// Ends an announcement before its time.
  public func endAnnouncement(_ announcement: ActID, _ act: Act) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("end_announcement", value: announcement.rawValue)) { () throws(StoreError) in
      try await open(act)
      return try await changeAnnouncements(
        act, [announcement.argument, ""],
        refusal: ChatError(.invalidPayload, "There is no such announcement.", hint: "It may have ended: look again."))
    }
  }

  private func changeAnnouncements(
    _ act: Act, _ arguments: [RedisArgument], refusal: ChatError
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    var answer = try await run(StoreScripts.announce, keys: [keys.announcements], arguments)
    guard try answer.text() == "ok" else { return .failure(refusal) }
    try await wake("announcements \(try answer.number()) \(act.id)")
    var outcome = ActOutcome(act: act.id)
    outcome.concernsAllServers = true
    return .success(outcome)
  }
}

extension StoreReader {
  /// The announcements that hold at this time, in Unix milliseconds.
  public func announcements(at now: Int64) async throws(StoreError) -> [Announcement] {
    let answer = try await ask("HGETALL", [.string(keys.announcements)])
    return AnnouncementList(RESPField.fields(answer)).announcements.filter { $0.holds(at: now) }
  }
}
