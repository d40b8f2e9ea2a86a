import ChatModel
import RedisClient

extension StoreWriter {
  /// How long what an act took away is kept, in milliseconds: 7 days.
  public static let trashMilliseconds: Int64 = 7 * 86_400_000

  /// Carries a plan out: on exactly its messages, in batches that keep Redis free.
  ///
  /// Before anything is done all of them are looked at: where the log has begun anew or a message is not what it was,
  /// nothing is done. What retention took meanwhile is only counted.
  ///
  /// - Parameters:
  ///   - keptFor: how long what is taken away can be brought back, in milliseconds; nil to remove it at once (purge). An
  ///     erasure keeps nothing either way.
  ///   - progress: told how many messages have been taken away.
  public func carryOut(
    _ plan: RemovalPlan, keptFor: Int64? = StoreWriter.trashMilliseconds, _ act: Act,
    progress: (Int64) -> Void = { _ in }
  ) async throws(StoreError) -> RemovalOutcome {
    var outcome = RemovalOutcome(act: act.id)
    let trash = plan.kind == .erase ? 0 : keptFor ?? 0
    let work = try await RemovalWork(plan: plan, trash: trash, act: act, now: now())
    try await carryOut(work, isCheck: true, &outcome, progress: { _ in })
    guard outcome.stop == nil else { return outcome }
    outcome.gone = 0
    let kind = trash == 0 && plan.kind != .erase ? "purge_\(plan.kind.rawValue)" : plan.kind.rawValue
    var subject = AuditSubject(kind, room: plan.room, count: Int64(plan.items.count), plan: plan.digest)
    do throws(StoreError) { try await write(act, subject, phase: .intended) } catch {
      // Making room in a full store comes before writing that it was made.
      guard error.code == .full, trash == 0 else { throw error }
    }
    do throws(StoreError) { try await carryOut(work, isCheck: false, &outcome, progress: progress) } catch {
      outcome.stop = .failed(error)
    }
    subject.count = outcome.count
    do throws(StoreError) { outcome.auditFailure = try await note(act, subject) } catch {
      outcome.auditFailure = error.detail
    }
    return outcome
  }

  func carryOut(
    _ work: RemovalWork, isCheck: Bool, _ outcome: inout RemovalOutcome, progress: (Int64) -> Void
  ) async throws(StoreError) {
    let items = work.plan.items
    let (room, act) = (work.plan.room, outcome.act)
    var pace = BatchPace(most: work.plan.kind == .trim ? 500 : 100)
    var start = 0
    while start < items.count {
      if Task.isCancelled { return outcome.stop = .failed(.interrupted) }
      let batch = items[start..<min(start + pace.size, items.count)]
      let asked = ContinuousClock.now
      var answer = try await step(
        work.plan.kind == .trim ? StoreScripts.trim : StoreScripts.remove, room,
        moreKeys: [keys.trash(room, act), keys.acts(room)],
        work.arguments(batch, isFirst: start == 0, isCheck: isCheck))
      pace.took(ContinuousClock.now - asked)
      let word = try answer.text()
      guard word == "ok" else { return outcome.stop = try RemovalOutcome.Stop(word, &answer) }
      outcome.count += try answer.number()
      outcome.gone += try answer.number()
      progress(outcome.count)
      start = batch.endIndex
    }
  }

  /// The time by the store's clock, in Unix milliseconds.
  func now() async throws(StoreError) -> Int64 {
    let time = try await ask("TIME", []).array ?? []
    return (time.first?.int64 ?? 0) * 1000 + (time.last?.int64 ?? 0) / 1000
  }
}
