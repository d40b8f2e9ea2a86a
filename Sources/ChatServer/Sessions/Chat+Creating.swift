import ChatModel
import ChatStore

/// Who may make rooms, and how many.
extension Chat {
  /// Whether the session may make a room that is not there yet; a rate or the number of rooms may forbid it.
  func mayCreate(
    _ id: RoomID, _ session: Session, then: @escaping (Result<Bool, ChatError>) -> Void
  ) {
    if id == configuration.defaultRoom { return then(.success(true)) }
    let isAllowed =
      switch configuration.roomCreation {
      case .anyone: true
      case .moderators: session.person.role == .admin
      case .nobody: false
      }
    guard isAllowed else { return then(.success(false)) }
    if rooms[id]?.view.epoch != nil { return then(.success(true)) }
    store.position(of: id) { [weak self] found in
      guard let self else { return }
      switch found {
      case .failure(let error): then(.failure(error.chatError))
      case .success(.some): then(.success(true))
      case .success(nil):
        if limits.ratesHold, let wait = withRates(of: session.person.id, { $0.newRooms.take(now: self.now) }) {
          return then(
            .failure(
              ChatError(
                .rateLimited, "You have made many rooms in the last hour.", hint: "Join one that is there, or wait.",
                retryAfter: wait)))
        }
        store.roomCount { [weak self] count in
          guard let self else { return }
          if case .success(let count) = count, count >= limits.rooms {
            return then(
              .failure(
                ChatError(.forbidden, "There are as many rooms as there may be.", hint: "Join one that is there.")))
          }
          then(.success(true))
        }
      }
    }
  }

  /// Changes a person's rates.
  func withRates<Value>(of member: MemberID, _ body: (inout PersonRates) -> Value) -> Value {
    body(&rates[member, default: PersonRates(limits: limits, now: now)])
  }
}
