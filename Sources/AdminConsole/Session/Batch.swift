import NIOPosix

/// Commands from standard input, one a line.
struct Batch {
  private let session: AdminSession

  init(_ session: AdminSession) { self.session = session }

  /// Runs all lines; the status is that of the first command that failed.
  func run() async throws(AdminError) -> ExitStatus {
    var status = ExitStatus.ok
    var number = 0
    while let line = try? await NIOThreadPool.singleton.runIfActive({ readLine() }) {
      if Task.isCancelled { throw .interrupted }
      number += 1
      let words: [String]
      do throws(AdminError) {
        do throws(WordSplitter.Fault) { words = try WordSplitter.words(of: line) } catch {
          throw AdminError(.usage, error.description)
        }
        if words.isEmpty { continue }
        if session.configuration.echoes { session.output.note("> \(shown(line))") }
        if words == ["quit"] || words == ["exit"] { break }
        _ = try await session.run(words)
      } catch {
        if error.status == .interrupted { throw error }
        session.output.note("parlor: line \(number): \(error)")
        if status == .ok { status = error.status }
        if session.configuration.stopsOnError { break }
      }
    }
    return status
  }
}
