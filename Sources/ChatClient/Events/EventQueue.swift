import NIOCore
import Synchronization

/// Events on their way from the event loop to the consumer, bounded by an ``EventPolicy``.
final class EventQueue: Sendable {
  private struct State {
    var events = CircularBuffer<ChatEvent>()
    var waiter: CheckedContinuation<ChatEvent?, Never>?
    var dropped = 0
    var isPaused = false
    var isFinished = false
    var drained: (@Sendable () -> Void)?
  }

  let policy: EventPolicy
  private let state = Mutex(State())

  init(policy: EventPolicy) { self.policy = policy }

  /// What to do when half of what waited was taken after ``pause()``.
  func whenDrained(_ drained: @escaping @Sendable () -> Void) { state.withLock { $0.drained = drained } }

  /// How many events wait.
  var count: Int { state.withLock { $0.events.count } }

  func push(_ event: ChatEvent) {
    let waiter = state.withLock { state -> CheckedContinuation<ChatEvent?, Never>? in
      guard !state.isFinished else { return nil }
      if let waiter = state.waiter {
        state.waiter = nil
        return waiter
      }
      if case .dropOldest = policy, state.events.count >= policy.limit {
        state.events.removeFirst()
        state.dropped += 1
      }
      state.events.append(event)
      return nil
    }
    waiter?.resume(returning: event)
  }

  /// Nothing more comes until the consumer has taken half.
  ///
  /// - Returns: false when it has already.
  func pause() -> Bool {
    state.withLock { state in
      state.isPaused = state.events.count > policy.limit / 2
      return state.isPaused
    }
  }

  /// There will be no more; what waits can still be taken.
  func finish() {
    let waiter = state.withLock { state -> CheckedContinuation<ChatEvent?, Never>? in
      state.isFinished = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: nil)
  }

  func next() async -> ChatEvent? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (taken, drained) = state.withLock { state in take(&state, continuation) }
        drained?()
        if case .some(let event) = taken { continuation.resume(returning: event) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume(returning: nil)
    }
  }

  /// What the consumer gets now, if anything: nil when it waits, an empty optional at the end.
  private func take(
    _ state: inout State, _ waiter: CheckedContinuation<ChatEvent?, Never>
  ) -> (ChatEvent??, drained: (@Sendable () -> Void)?) {
    precondition(state.waiter == nil, "A client's events have one consumer.")
    if Task.isCancelled { return (.some(nil), nil) }
    if state.dropped > 0 {
      defer { state.dropped = 0 }
      return (.some(.dropped(state.dropped)), nil)
    }
    if let event = state.events.popFirst() {
      guard state.isPaused, state.events.count <= policy.limit / 2 else { return (.some(event), nil) }
      state.isPaused = false
      return (.some(event), state.drained)
    }
    if state.isFinished { return (.some(nil), nil) }
    state.waiter = waiter
    return (nil, nil)
  }
}
