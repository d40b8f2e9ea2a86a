public import ChatModel
import NIOCore
import RedisClient

extension StoreWriter {
  /// Removes all that is kept of a person: the record, roles, bans and mutes, the messages in the logs of all rooms and in
  /// what acts keep for their undo. It cannot be undone. Messages leave a tombstone without author; the audit keeps ids.
  ///
  /// Where it broke off it can be repeated.
  ///
  /// - Parameter progress: told how many messages have been erased.
  public func erase(
    _ member: MemberID, _ act: Act, progress: (Int64) -> Void = { _ in }
  ) async throws(StoreError) -> ErasureOutcome {
    let subject = AuditSubject("erase", member: member)
    do throws(StoreError) { try await write(act, subject, phase: .intended) } catch {
      guard error.code == .full else { throw error }
    }
    try await open(act)
    var erasure = ErasureOutcome(act: act.id, outcome: ActOutcome(act: act.id))
    // Whoever stays would be written down again with the next word.
    for field in try await ask("SMEMBERS", [.string(keys.personRooms(member))]).array ?? [] {
      guard let room = field.string.flatMap({ RoomID($0) }),
        case .success(let one) = try await expel(member, from: room, act, kind: .kick)
      else { continue }
      erasure.rooms.append(room)
      erasure.outcome.connections += one.connections
    }
    var offset = 0
    while !Task.isCancelled {
      let page = try await reader.listedRooms(from: offset, limit: 100)
      for room in page.rooms {
        erasure.messages += try await eraseMessages(of: member, in: room, act)
        erasure.trashed += try await eraseTrash(of: member, in: room)
        let ban = try await ask("HGET", [.string(keys.part(.bans, of: room)), member.argument]).buffer
        for network in ban.flatMap({ Restriction(member, json: $0) })?.networkFields ?? [] {
          _ = try await ask("HDEL", [.string(keys.part(.bans, of: room)), .string(network)])
        }
        for part in [RoomPart.roles, .bans, .mutes] {
          _ = try await ask("HDEL", [.string(keys.part(part, of: room)), member.argument])
        }
        progress(erasure.messages)
      }
      if page.isLast { break }
      offset += 100
    }
    var lifted = try await run(StoreScripts.everywhere, keys: [keys.bans], ["unban", member.argument, 0, "", "", ""])
    if try lifted.text() == "ok" { try await wake("bans \(try lifted.number()) \(act.id)") }
    _ = try await ask("DEL", [.string(keys.person(member))])
    _ = try await ask("DEL", [.string(keys.personRooms(member))])
    erasure.auditFailure = try await note(act, AuditSubject("erase", member: member, count: erasure.messages))
    return erasure
  }

  /// Erases a person's messages in one room's log, tombstones included.
  private func eraseMessages(of member: MemberID, in room: RoomID, _ act: Act) async throws(StoreError) -> Int64 {
    var erased: Int64 = 0
    var span = MessageSpan()
    while !Task.isCancelled, let epoch = try await reader.epoch(of: room),
      let page = try await reader.nextEntries(of: room, in: span, limit: 1000)
    {
      var plan = RemovalPlan(.erase, room: room, epoch: epoch)
      for entry in page.entries where StoredMessage(entry)?.from == member { plan.add(entry) }
      let work = RemovalWork(plan: plan, trash: 0, act: act, now: try await now())
      var outcome = RemovalOutcome(act: act.id)
      try await carryOut(work, isCheck: false, &outcome, progress: { _ in })
      erased += outcome.count
      switch outcome.stop {
      // It was changed just now: the page is read again.
      case .changed, .otherLog: continue
      case .failed(let error): throw error
      default: span.from = page.lastID + 1
      }
    }
    return erased
  }

  /// Takes a person's messages out of what a room's acts keep for their undo.
  private func eraseTrash(of member: MemberID, in room: RoomID) async throws(StoreError) -> Int64 {
    var erased: Int64 = 0
    for kept in try await reader.acts(in: room) {
      let key = RedisArgument.string(keys.trash(room, kept.id))
      var start: Int64 = 0
      while !Task.isCancelled {
        let page = try await ask("ZRANGE", [key, .integer(start), .integer(start + 499)]).array ?? []
        if page.isEmpty { break }
        let entries = page.compactMap(\.buffer).filter { StoredMessage($0)?.from == member }
        if !entries.isEmpty {
          erased += try await ask("ZREM", [key] + entries.map { .buffer($0) }).int64 ?? 0
        }
        start += Int64(page.count - entries.count)
      }
    }
    return erased
  }
}
