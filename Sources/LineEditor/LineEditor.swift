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

  enum Order: Sendable {
    case read(prompt: String, CheckedContinuation<Input, Never>)
    case show(String)
    case interrupt
    case close(CheckedContinuation<Void, Never>)
  }

  private let orders = Mutex<[Order]>([])
  private let wake: (reading: Int32, writing: Int32)

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - history: the file lines are remembered in; nil for none. It is read and written for its owner only.
  ///   - complete: the words, as they have to be written, that a line up to the cursor may go on with.
  public init(history: String?, complete: @escaping @Sendable (String) async -> [String]) {
    var pipe: [Int32] = [-1, -1]
    let hasPipe = openPipe(&pipe)
    precondition(hasPipe, "A program that may open no pipe has no console.")
    wake = (pipe[0], pipe[1])
    let reading = pipe[0]
    let takeOrders: @Sendable () -> [Order] = { [weak self] in self?.taken() ?? [] }
    Thread.start { ReadlineLoop(wake: reading, history: history, complete: complete, orders: takeOrders).run() }
  }

  /// The next line.
  public func line(_ prompt: String) async -> Input {
    await withCheckedContinuation { give(.read(prompt: prompt, $0)) }
  }

  /// Shows a line above the one somebody may be typing.
  public func show(_ line: String) { give(.show(line)) }

  /// Gives up the line being typed, as Ctrl-C does.
  public func interrupt() { give(.interrupt) }

  /// Writes the history and gives the terminal back as it was.
  public func close() async {
    await withCheckedContinuation { give(.close($0)) }
  }

  private func give(_ order: Order) {
    orders.withLock { $0.append(order) }
    // A full pipe wakes the thread as well.
    _ = write(wake.writing, "!", 1)
  }

  private func taken() -> [Order] {
    orders.withLock { orders in
      defer { orders = [] }
      return orders
    }
  }
}
