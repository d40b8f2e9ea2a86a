import Glibc
import Synchronization

/// Ctrl-C: the measurement ends early, and what was measured is shown.
enum Interruption {
  private static let isAsked = Atomic<Bool>(false)

  /// From now on Ctrl-C only sets a mark.
  static func listen() { signal(SIGINT) { _ in Interruption.isAsked.store(true, ordering: .relaxed) } }

  static var hasCome: Bool { isAsked.load(ordering: .relaxed) }
}
