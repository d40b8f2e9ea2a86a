import Rendering

/// Commands from standard input, one a line.
struct Batch {
  private let session: AdminSession

  init(_ session: AdminSession) { self.session = session }

  /// Runs all lines; the status is that of the first command that failed.
  func run() async -> ExitStatus {
    var status = ExitStatus.ok
    var number = 0
    while let line = await session.input.line() {
      if Task.isCancelled { return .interrupted }
      number += 1
      let outcome: ExitStatus
      do {
        let words = try WordSplitter.words(of: line)
        if words.isEmpty { continue }
        if session.configuration.echoes { session.output.note("> \(TerminalText.escaped(line))") }
        if words == ["quit"] { break }
        outcome = await session.run(words, before: "line \(number): ")
      } catch {
        outcome = AdminError(.usage, "\(error)").tell(session.output, before: "line \(number): ")
      }
      if outcome == .interrupted { return outcome }
      if status == .ok { status = outcome }
      if outcome != .ok, session.configuration.stopsOnError { break }
    }
    return Task.isCancelled ? .interrupted : status
  }
}
