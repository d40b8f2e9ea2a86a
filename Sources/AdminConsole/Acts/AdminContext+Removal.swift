import ChatModel
import ChatStore

extension AdminContext {
  /// More messages than these are worth a second thought.
  private static let many = 1000

  /// Shows a plan, asks for consent, and takes away what was planned and nothing else.
  ///
  /// - Parameter isWhole: whether all messages of the room are meant.
  func remove(
    _ plan: MessagePlan, _ removal: RemovalOptions, _ options: ActOptions, isWhole: Bool
  ) async throws(AdminError) {
    let room = plan.removal.room
    let total = plan.removal.items.count
    guard total > 0 else { throw AdminError(.notFound, "No message in \(room) is meant.") }
    if let digest = removal.plan, !plan.removal.digest.hasPrefix(digest.lowercased()) {
      throw AdminError(
        .refused, "The plan is \(plan.digest) by now, and not \(digest).", hint: "Look at it with --dry-run.")
    }
    let way = removal.purge ? "  at once: it cannot be undone" : "  it can be undone for 7 days"
    let word = total > Self.many || isWhole ? room.rawValue : nil
    guard try await consent(to: plan.lines + [way], options, word: word) else { return }
    let act = act(options.reason)
    let doing = plan.removal.kind == .trim ? "trimmed" : "deleted"
    let outcome = try await ask { () throws(StoreError) in
      try await writer.carryOut(plan.removal, keptFor: removal.purge ? nil : StoreWriter.trashMilliseconds, act) {
        session.progress($0, of: Int64(total), "messages \(doing)")
      }
    }
    warn(unaudited: outcome.auditFailure, outcome.act)
    let front = "\(outcome.count) of \(MessagePlan.count(total)) were \(doing), as \(outcome.act)."
    if let stop = outcome.stop { throw AdminError(stop, after: outcome.count, front) }
    try show(
      Record([
        "room": .word(room.rawValue), doing: .number(outcome.count), "gone_meanwhile": .number(outcome.gone),
        "plan": .word(plan.digest), "act": .word(outcome.act.rawValue), "undo": .flag(!removal.purge),
      ]))
  }
}

extension AdminError {
  /// Why a removal, or its undo, stopped before its end.
  ///
  /// - Parameter front: how much was done.
  init(_ stop: RemovalOutcome.Stop, after count: Int64, _ front: String) {
    let isInterrupted = Task.isCancelled
    let cause: AdminError
    switch stop {
    case .failed(let error): cause = isInterrupted ? .interrupted : AdminError(error)
    case .noSuchRoom, .noSuchAct, .noTrash:
      cause = AdminError(.notFound, stop.error.message, hint: stop.error.hint ?? "")
    case .otherLog, .changed, .moved: cause = AdminError(.refused, stop.error.message, hint: stop.error.hint ?? "")
    }
    guard count > 0 else {
      self = cause
      return
    }
    self.init(
      isInterrupted ? .interrupted : .partial, isInterrupted ? front : "\(front) \(cause.message)", hint: cause.hint,
      isExplained: true)
  }
}
