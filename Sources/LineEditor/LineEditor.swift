import CReadline
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Opens a pipe that no child inherits and nobody waits at.
private func openPipe(_ ends: inout [Int32]) -> Bool {
  guard pipe(&ends) == 0 else { return false }
  return ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 && fcntl($0, F_SETFL, O_NONBLOCK) == 0 }
}

/// Lines of a terminal with editing, history and completion: GNU readline on a thread of its own.
///
/// One per program, because readline has one state. What is shown while somebody types stands above the line.
public final class LineEditor: Sendable {
  /// What came of asking for a line.
  public enum Input: Sendable, Equatable {
    /// A line.
    case line(String)
    /// The line was given up with Ctrl-C.
    case abandoned
    /// Ctrl-D: there is no more.
    case end
  }

  /// How long completion may look things up.
  static let completionTime = DispatchTimeInterval.milliseconds(1500)
  /// Lines kept in the history file.
  static let historyLines: Int32 = 1000

  /// How a line falls into words, for completion.
  public enum Words: Sendable {
    /// As shells see them: quotes and backslashes keep spaces inside.
    case shell
    /// Whatever stands between spaces.
    case plain
  }

  enum Order: Sendable {
    case read(prompt: String, CheckedContinuation<Input, Never>)
    case show([String], CheckedContinuation<Void, Never>?)
    case prompt(String)
    case interrupt
    case close(CheckedContinuation<Void, Never>)
  }

  private struct Orders {
    var waiting: [Order] = []
    var isClosed = false
  }

  private let orders = Mutex(Orders())
  private let wake: (reading: Int32, writing: Int32)

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - history: the file lines are remembered in; nil for none. It is read and written for its owner only.
  ///   - words: how lines fall into words.
  ///   - erasesLines: whether a line is taken off the screen once it is entered.
  ///   - complete: the words, as they have to be written, that a line up to the cursor may go on with.
  public init(
    history: String?, words: Words = .shell, erasesLines: Bool = false,
    complete: @escaping @Sendable (String) async -> [String]
  ) {
    var pipe: [Int32] = [-1, -1]
    let hasPipe = openPipe(&pipe)
    precondition(hasPipe, "A program that may open no pipe has no console.")
    wake = (pipe[0], pipe[1])
    StopSignal.watch(waking: pipe[1])
    let reading = pipe[0]
    let takeOrders: @Sendable () -> [Order] = { [weak self] in self?.taken() ?? [] }
    let end: @Sendable ([Order]) -> Void = { [weak self] rest in self?.ended(rest) }
    let settings = ReadlineLoop.Settings(history: history, words: words, erasesLines: erasesLines, complete: complete)
    Thread.start { ReadlineLoop(settings, wake: reading, orders: takeOrders, end: end).run() }
  }

  /// The next line.
  ///
  /// It is asked for before the caller's actor does anything else, so that a prompt changed there later is the newer.
  public nonisolated(nonsending) func line(_ prompt: String) async -> Input {
    await withCheckedContinuation { give(.read(prompt: prompt, $0)) }
  }

  /// Shows a line above the one somebody may be typing. From any thread; it does not wait.
  public func show(_ line: String) { give(.show([line], nil)) }

  /// Shows lines above the one somebody may be typing, and returns when they stand there: who shows much is held up by
  /// a terminal that is slow, instead of filling memory. From any thread.
  public func show(_ lines: [String]) async {
    guard !lines.isEmpty else { return }
    await withCheckedContinuation { give(.show(lines, $0)) }
  }

  /// Changes the prompt of the line being typed, if there is one; what was typed stays. From any thread.
  public func changePrompt(to prompt: String) { give(.prompt(prompt)) }

  /// Gives up the line being typed, as Ctrl-C does.
  public func interrupt() { give(.interrupt) }

  /// Writes the history and gives the terminal back as it was.
  public func close() async {
    await withCheckedContinuation { give(.close($0)) }
  }

  private func give(_ order: Order) {
    let isClosed = orders.withLock { orders in
      if !orders.isClosed { orders.waiting.append(order) }
      return orders.isClosed
    }
    if isClosed { return Self.refuse(order) }
    // A full pipe wakes the thread as well.
    _ = write(wake.writing, "!", 1)
  }

  private func taken() -> [Order] {
    orders.withLock { orders in
      defer { orders.waiting = [] }
      return orders.waiting
    }
  }

  /// The thread has ended: nobody is to wait for it.
  private func ended(_ rest: [Order]) {
    let late = orders.withLock { orders in
      orders.isClosed = true
      defer { orders.waiting = [] }
      return orders.waiting
    }
    for order in rest + late { Self.refuse(order) }
  }

  private static func refuse(_ order: Order) {
    switch order {
    case .read(_, let continuation): continuation.resume(returning: .end)
    case .show(_, let continuation): continuation?.resume()
    case .close(let continuation): continuation.resume()
    case .prompt, .interrupt: break
    }
  }
}
