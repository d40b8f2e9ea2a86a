import Synchronization

/// What is shown above the prompt while somebody types: one tail at a time.
final class BackgroundTail: Sendable {
  private let running = Mutex<Task<Void, Never>?>(nil)
  private let showLine: @Sendable (String) -> Void

  /// - Parameter show: shows a line above the one being typed.
  init(show: @escaping @Sendable (String) -> Void) { showLine = show }

  /// Shows a line above the one being typed.
  func show(_ line: String) { showLine(line) }

  /// Runs a tail in place of the one before, and comes back when it has begun; why it ended, where that was not asked
  /// for, is shown.
  func start(_ tail: @escaping @Sendable (_ begun: @escaping @Sendable () -> Void) async throws(AdminError) -> Void)
    async
  {
    let (beginning, signal) = AsyncStream.makeStream(of: Void.self)
    let task = Task { [showLine] in
      do throws(AdminError) { try await tail { signal.finish() } } catch {
        if !Task.isCancelled { showLine("parlor: tail ended: \(error)") }
      }
      signal.finish()
    }
    running.withLock { running in
      running?.cancel()
      running = task
    }
    for await _ in beginning {}
  }

  /// Ends what runs; answers false when nothing did.
  @discardableResult
  func stop() -> Bool {
    let task = running.withLock { running in
      defer { running = nil }
      return running
    }
    task?.cancel()
    return task != nil
  }
}
