import DequeModule
import Tokens

/// Who waits for a signature to be verified: one at a time, so that a flood of tokens keeps no more than one thread
/// busy, and up to a limit.
struct SignInQueue {
  /// Somebody who wants to come in.
  struct Entry {
    let session: Session
    let request: ConnectRequest
    let authenticator: any Authenticator
  }

  /// What becomes of somebody who wants to come in.
  enum Action {
    /// Verify this one.
    case verify(Entry)
    /// It waits its turn.
    case wait
    /// Too many wait.
    case refuse
  }

  private let limit: Int
  private var waiting: Deque<Entry> = []
  private var isBusy = false

  /// - Parameter limit: how many may wait.
  init(limit: Int) { self.limit = limit }

  /// Somebody wants to come in.
  mutating func arrived(_ entry: Entry) -> Action {
    guard isBusy else {
      isBusy = true
      return .verify(entry)
    }
    // Those who have gone meanwhile take no place.
    if waiting.count >= limit { waiting.removeAll { $0.session.stage == .ended } }
    guard waiting.count < limit else { return .refuse }
    waiting.append(entry)
    return .wait
  }

  /// One was verified: whose turn it is.
  mutating func finished() -> Entry? {
    while let next = waiting.popFirst() {
      if next.session.stage != .ended { return next }
    }
    isBusy = false
    return nil
  }
}
