import NIOPosix
import Synchronization

/// Threads that may wait for pipes: neither tasks nor event loops are held up by it.
enum BlockingThreads {
  /// One for what comes in, one for each who writes.
  private static let pool: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: 3)
    pool.start()
    return pool
  }()

  /// Runs something that waits; it asks now and then whether its task was cancelled.
  static func run<Value: Sendable>(_ body: @escaping @Sendable (_ isCancelled: () -> Bool) -> Value) async -> Value? {
    let flag = Flag()
    return await withTaskCancellationHandler {
      // The pool is never shut down, so that this cannot fail.
      try? await pool.runIfActive { body { flag.isSet.load(ordering: .relaxed) } }
    } onCancel: {
      flag.isSet.store(true, ordering: .relaxed)
    }
  }

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }
}
