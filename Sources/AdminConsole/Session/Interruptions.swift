import Synchronization

/// Ctrl-C: cancels what runs at that moment; where nothing runs, the line being typed is given up.
public final class Interruptions: Sendable {
  private let running = Mutex<Task<ExitStatus, Never>?>(nil)
  private let idle = Mutex<(@Sendable () -> Void)?>(nil)

  /// Nothing runs yet.
  public init() {}

  /// Somebody pressed Ctrl-C.
  public func interrupt() {
    if let task = running.withLock({ $0 }) { task.cancel() } else { idle.withLock { $0 }?() }
  }

  /// What Ctrl-C does from now on while nothing runs.
  func whenIdle(_ work: @escaping @Sendable () -> Void) { idle.withLock { $0 = work } }

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
