import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How far long work is: one line on standard error that is written over, where that is a terminal.
final class ProgressLine: Sendable {
  private struct State {
    var isShown = false
    var last: ContinuousClock.Instant?
  }

  /// No more often than an eye can follow.
  private static let pace = Duration.milliseconds(100)

  private let state = Mutex(State())
  private let isWanted = isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"

  /// Shows how far it is.
  func show(_ text: String) {
    guard isWanted else { return }
    let isDue = state.withLock { state in
      let now = ContinuousClock.now
      // Short work shows nothing: the first look only starts the clock.
      guard let last = state.last else {
        state.last = now
        return false
      }
      guard now - last >= Self.pace else { return false }
      (state.last, state.isShown) = (now, true)
      return true
    }
    if isDue { Output().prompt("\r\(text)\u{1b}[K") }
  }

  /// Takes the line away.
  func clear() {
    let wasShown = state.withLock { state in
      defer { state = State() }
      return state.isShown
    }
    if wasShown { Output().prompt("\r\u{1b}[K") }
  }
}
