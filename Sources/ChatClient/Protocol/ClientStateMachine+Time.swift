import ChatModel

/// What the passing of time asks for.
extension ClientStateMachine {
  /// When ``timePassed(now:)`` is due; nil while nothing waits.
  var deadline: ContinuousClock.Instant? {
    var times = requests.values.map { min($0.deadline, $0.notBefore ?? $0.deadline) }
    for case .refused(let until) in rooms.values.map(\.phase) { times.append(until) }
    switch life {
    case .connecting(let until), .waiting(let until): times.append(until)
    case .live: if let silence = wire?.silenceDeadline { times.append(silence) }
    case .idle, .expelled, .closed: break
    }
    return times.min()
  }

  /// Time passed: to be called at ``deadline`` or later.
  mutating func timePassed(now: ContinuousClock.Instant) -> [Action] {
    switch life {
    case .connecting(let until) where now >= until:
      let error = ChatClientError(
        .unreachable, "\(configuration.server) does not answer in time.", hint: "Is that a Parlor server?")
      giveUp(error, now: now)
    case .waiting(let until) where now >= until: connect(now: now)
    case .live:
      if let silence = wire?.silenceDeadline, now >= silence {
        giveUp(ChatClientError(.connectionLost, "Nothing came from the server for too long."), now: now)
      }
    default: break
    }
    for (id, pending) in requests.sorted(by: { $0.key < $1.key }) {
      if now >= pending.deadline {
        finish(id, .failure(overdue(pending)), now: now)
      } else if let notBefore = pending.notBefore, now >= notBefore {
        // From now on it waits for its room or the connection only.
        requests[id]?.notBefore = nil
        transmitIfDue(id, now: now)
      }
    }
    for (room, state) in rooms {
      if case .refused(let until) = state.phase, now >= until { sendJoin(room) }
    }
    return takeActions()
  }

  private func overdue(_ pending: PendingRequest) -> ChatClientError {
    if let refusal = pending.refusal { return refusal }
    return pending.wasSent
      ? ChatClientError(
        .timedOut, "The server did not answer in time.", hint: "It may have been done all the same.",
        mayHaveHappened: true)
      : ChatClientError(
        .timedOut, "There was no connection to \(configuration.server) in time.",
        hint: "Is a Parlor server running there?")
  }

  /// Nothing is read for a while.
  mutating func readingPaused() { wire?.readingPaused() }

  /// Reading goes on.
  mutating func readingResumed(now: ContinuousClock.Instant) { wire?.readingResumed(now: now) }
}
