import ChatStore
import LineEditor

/// The console at a terminal: a prompt, until Ctrl-D or `quit`.
struct Prompt {
  private let session: AdminSession
  private let interruptions: Interruptions
  private let editor: LineEditor
  private let input: any LineInput

  init(_ session: AdminSession, interruptions: Interruptions) {
    self.session = session
    self.interruptions = interruptions
    let completer = Completer(session: session)
    editor = LineEditor(history: HistoryFile.path()) { await completer.candidates(for: $0) }
    input = EditedLineInput(editor: editor)
    session.background = BackgroundTail { [editor, output = session.output] line in
      output.progress.clear()
      editor.show(line)
    }
  }

  /// Runs the lines; leaving is no failure, whatever the commands came to.
  func run() async -> ExitStatus {
    await greet()
    interruptions.whenIdle { [editor] in editor.interrupt() }
    while let line = await input.line(prompt), !Task.isCancelled {
      let words: [String]
      do { words = try WordSplitter.words(of: line) } catch {
        _ = AdminError(.usage, "\(error)").tell(session.output)
        continue
      }
      if words.isEmpty { continue }
      if words == ["quit"] { break }
      let status = await interruptions.run { [session] in await session.run(words) }
      if status == .interrupted { session.output.note("Interrupted.") }
    }
    session.background?.stop()
    await editor.close()
    return Task.isCancelled ? .interrupted : .ok
  }

  private var prompt: String {
    let room = session.room.map { " \($0)" } ?? ""
    return "parlor\(room)\(session.configuration.isReadOnly ? " (read-only)" : "")> "
  }

  private func greet() async {
    await sayRights()
    let place = session.configuration.endpoint
    guard let servers = try? await session.store.servers() else {
      return session.output.note("Connected to \(place). 'help' lists the commands.")
    }
    let alive = servers.count { $0.isAlive }
    let count = alive == 0 ? "no server is alive" : alive == 1 ? "1 server is alive" : "\(alive) servers are alive"
    session.output.note("Connected to \(place); \(count). 'help' lists the commands.")
  }

  /// Says beforehand what this user of Redis may not do; where that cannot be found out, the commands will say.
  private func sayRights() async {
    guard !session.configuration.isReadOnly, (try? await session.mayChange()) == false else { return }
    session.output.note("This user of Redis may only read: what changes something is refused.")
  }
}
