import CReadline
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Readline's thread: waits for keys and for orders, and is the only one that calls readline.
///
/// Readline's callbacks take no context, so that what they reach is kept beside, for this thread alone.
final class ReadlineLoop {
  struct Settings: Sendable {
    let history: String?
    let words: LineEditor.Words
    let erasesLines: Bool
    let complete: @Sendable (String) async -> [String]
  }

  /// What the callbacks need.
  private struct Reached {
    let settings: Settings
    /// What the line handler was given: nil before, an empty optional for the end of input.
    var finished: String??
  }

  private static let reached = Mutex<Reached?>(nil)

  private let settings: Settings
  private let wake: Int32
  private let orders: () -> [LineEditor.Order]
  private let end: ([LineEditor.Order]) -> Void
  private var reader: CheckedContinuation<LineEditor.Input, Never>?
  private var prompt = ""
  /// Whether the terminal is readline's.
  private var isPrepared = false
  private var width = 0

  /// - Parameter end: is given what was ordered behind the end.
  init(
    _ settings: Settings, wake: Int32, orders: @escaping () -> [LineEditor.Order],
    end: @escaping ([LineEditor.Order]) -> Void
  ) {
    self.settings = settings
    self.wake = wake
    self.orders = orders
    self.end = end
    Self.reached.withLock { $0 = Reached(settings: settings) }
  }

  func run() {
    parlor_rl_set_up { text, start, end in ReadlineLoop.matches(start: Int(start), end: Int(end)) }
    if settings.erasesLines {
      parlor_rl_keep_terminal()
      parlor_rl_erase_entered()
    }
    using_history()
    stifle_history(LineEditor.historyLines)
    if let history = settings.history { read_history(history) }
    while true {
      var waited = [pollfd(fd: wake, events: Int16(POLLIN), revents: 0)]
      if reader != nil { waited.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)) }
      // Now and then it is looked whether the terminal has another size.
      let count = poll(&waited, nfds_t(waited.count), 250)
      if reader != nil { followSize() }
      guard count > 0 else { continue }
      if waited[0].revents != 0 {
        if drainsStopSignal() { suspend() }
        let given = orders()
        for (place, order) in given.enumerated() where !carryOut(order) { return end(Array(given[(place + 1)...])) }
      }
      if waited.count > 1, waited[1].revents != 0, reader != nil { keyPressed() }
    }
  }

  /// - Returns: whether Ctrl-Z was among what woke the thread.
  private func drainsStopSignal() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 256)
    var isStop = false
    while case let count = read(wake, &bytes, bytes.count), count > 0 {
      isStop = isStop || bytes[..<count].contains(StopSignal.mark)
    }
    return isStop
  }

  /// Stops the program and leaves the terminal as it was before; goes on in the line that was being typed.
  private func suspend() {
    if reader != nil { rl_clear_visible_line() }
    if isPrepared { rl_deprep_terminal() }
    StopSignal.stop()
    if isPrepared { rl_prep_terminal(1) }
    if reader != nil { rl_forced_update_display() }
  }

  /// - Returns: false when it was the last one.
  private func carryOut(_ order: LineEditor.Order) -> Bool {
    switch order {
    case .read(let prompt, let continuation):
      reader = continuation
      self.prompt = prompt
      isPrepared = true
      rl_callback_handler_install(prompt) { line in ReadlineLoop.lineFinished(line) }
      // For each line readline goes back to the environment's locale.
      parlor_rl_expect_utf8()
    case .show(let lines, let continuation):
      if reader != nil { rl_clear_visible_line() }
      Terminal.write(lines.map { $0 + "\n" }.joined())
      if reader != nil { rl_forced_update_display() }
      continuation?.resume()
    case .prompt(let prompt):
      guard reader != nil, prompt != self.prompt else { return true }
      self.prompt = prompt
      rl_clear_visible_line()
      rl_set_prompt(prompt)
      rl_forced_update_display()
    case .interrupt:
      guard reader != nil else { return true }
      parlor_rl_abandon()
      end(.abandoned, showing: "^C\n")
    case .close(let continuation):
      if reader != nil { end(.end, showing: "\n") }
      giveBackTerminal()
      StopSignal.unwatch()
      remember()
      continuation.resume()
      return false
    }
    return true
  }

  private func keyPressed() {
    rl_callback_read_char()
    guard let finished = Self.reached.withLock({ $0?.finished }) else { return }
    Self.reached.withLock { $0?.finished = nil }
    guard let line = finished else { return end(.end, showing: "\n") }
    // What begins with a space is not to be remembered, as in shells.
    if !line.isEmpty, !line.hasPrefix(" ") { add_history(line) }
    end(.line(line), showing: "")
  }

  private func end(_ input: LineEditor.Input, showing text: String) {
    rl_callback_handler_remove()
    if case .line = input, settings.erasesLines {} else { giveBackTerminal() }
    Terminal.write(text)
    let waiting = reader
    reader = nil
    waiting?.resume(returning: input)
  }

  private func giveBackTerminal() {
    rl_deprep_terminal()
    isPrepared = false
  }

  private func followSize() {
    guard let columns = Terminal.size?.columns, columns != width else { return }
    if width != 0 { rl_resize_terminal() }
    width = columns
  }

  private func remember() {
    guard let history = settings.history else { return }
    // Made before readline writes it, so that it is never anybody else's to read.
    let file = open(history, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    fchmod(file, 0o600)
    close(file)
    write_history(history)
  }

  // MARK: What readline calls

  private static func lineFinished(_ line: UnsafeMutablePointer<CChar>?) {
    let text = line.map { String(cString: $0) }
    free(line)
    // Else readline shows the prompt for a next line at once.
    rl_callback_handler_remove()
    reached.withLock { $0?.finished = .some(text) }
  }

  private static func matches(start: Int, end: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    parlor_rl_end_completion()
    guard let buffer = parlor_rl_line() else { return nil }
    let line = Array(String(cString: buffer).utf8.prefix(end))
    guard let settings = reached.withLock({ $0?.settings }) else { return nil }
    let words = Answer()
    Task {
      words.give(await settings.complete(String(decoding: line, as: UTF8.self)))
    }
    let found = words.wait(LineEditor.completionTime)
    let endings = settings.words == .shell ? LineWord.endings(of: found, line: line, from: start) : found
    guard !endings.isEmpty, let matches = parlor_rl_matches(endings.count) else { return nil }
    let typed = String(decoding: line[start...], as: UTF8.self)
    let common = LineWord.common(endings)
    // Several words that have nothing more in common leave what was typed.
    matches[0] = strdup(common.utf8.count < typed.utf8.count ? typed : common)
    if endings.count > 1 {
      for (index, ending) in endings.enumerated() { matches[index + 1] = strdup(ending) }
    }
    return matches
  }

  /// An answer that another thread gives.
  private final class Answer: Sendable {
    private let words = Mutex<[String]>([])
    private let isGiven = DispatchSemaphore(value: 0)

    func give(_ words: [String]) {
      self.words.withLock { $0 = words }
      isGiven.signal()
    }

    func wait(_ limit: DispatchTimeInterval) -> [String] {
      _ = isGiven.wait(timeout: .now() + limit)
      return words.withLock { $0 }
    }
  }
}
