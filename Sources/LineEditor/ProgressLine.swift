import Rendering
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One line on standard error that is written over and over; nothing where that is no terminal.
public final class ProgressLine: Sendable {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let shownAt = Mutex<ContinuousClock.Instant?>(nil)

  /// Shows nothing yet.
  public init() {}

  /// Shows a text, ten times a second at most, cut to the terminal's width.
  public func show(_ text: String) {
    guard isTerminal else { return }
    let now = ContinuousClock.now
    let isDue = shownAt.withLock { last in
      if let last, now - last < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let columns = (Terminal.size?.columns ?? 80) - 1
    Terminal.write("\r\u{1B}[K" + TerminalText.fitted(TerminalText.escaped(text), columns: columns))
  }

  /// Takes it away, if there is one.
  public func clear() {
    let wasShown = shownAt.withLock { last in
      defer { last = nil }
      return last != nil
    }
    if wasShown { Terminal.write("\r\u{1B}[K") }
  }
}
