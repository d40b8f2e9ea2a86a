import Foundation

/// One line on standard error that is written over and over; nothing where that is no terminal.
final class ProgressLine {
  private let isTerminal = isatty(2) == 1
  private var shown = Date.distantPast

  /// Shows a text, a few times a second at most.
  func show(_ text: String) {
    guard isTerminal, -shown.timeIntervalSinceNow > 0.1 else { return }
    shown = Date()
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  /// Takes it away.
  func clear() {
    if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
