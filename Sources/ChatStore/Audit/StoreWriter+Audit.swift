public import ChatModel
import RedisClient

extension StoreWriter {
  /// Notes that messages were loaded into a room; why that was not possible, or nil.
  public func noteLoad(of count: Int64, into room: RoomID, _ act: Act) async throws(StoreError) -> String? {
    try await note(act, AuditSubject("load", room: room, count: count))
  }

  /// Does something and writes a line of it when it was done.
  ///
  /// What was done stays done when the line cannot be written; the outcome says so.
  func audited(
    _ act: Act, _ subject: AuditSubject, _ work: () async throws(StoreError) -> Verdict<ActOutcome>
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    let verdict = try await work()
    guard case .success(var outcome) = verdict else { return verdict }
    outcome.auditFailure = try await note(act, subject)
    return .success(outcome)
  }

  /// Writes a line; why that was not possible, or nil.
  func note(
    _ act: Act, _ subject: AuditSubject, phase: AuditEntry.Phase = .done
  ) async throws(StoreError) -> String? {
    do throws(StoreError) {
      try await write(act, subject, phase: phase)
      return nil
    } catch {
      if error.code == .unavailable { throw error }
      return error.detail
    }
  }

  /// Adds a line behind the newest one; where another one was faster it follows on that.
  func write(_ act: Act, _ subject: AuditSubject, phase: AuditEntry.Phase) async throws(StoreError) {
    let body = subject.body(act, phase: phase, at: try await now())
    for _ in 0..<100 {
      let head = try await reader.auditHead()
      var cut = ""
      let length = try await ask("XLEN", [.string(keys.audit)]).int64 ?? 0
      if length >= AuditLine.limit, let oldest = try await reader.auditLines(from: "-", limit: 1).lines.first {
        cut = "\(oldest.number) \(oldest.hash)"
      }
      let line = AuditLine(after: head, cut: cut, body: body)
      var answer = try await run(
        StoreScripts.audit, keys: [keys.audit],
        [
          .string(head.hash), .integer(AuditLine.limit), .integer(line.number), .string(line.cut), .string(line.body),
          .string(line.hash),
        ])
      if try answer.text() == "ok" { return }
    }
    throw StoreError(unexpected: "audit")
  }
}
