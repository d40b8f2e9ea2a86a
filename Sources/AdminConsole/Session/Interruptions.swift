import Synchronization

/// Ctrl-C: cancels what runs at that moment, and nothing else.
public final class Interruptions: Sendable {
  private let running = Mutex<Task<ExitStatus, Never>?>(nil)

  /// Nothing runs yet.
  public init() {}

  /// Somebody pressed Ctrl-C.
  public func interrupt() { running.withLock { $0 }?.cancel() }

  /// Runs something that can be interrupted.
  func run(_ body: @escaping @Sendable () async -> ExitStatus) async -> ExitStatus {
    let task = Task { await body() }
    running.withLock { $0 = task }
    let status = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    running.withLock { $0 = nil }
    return status
  }
}
