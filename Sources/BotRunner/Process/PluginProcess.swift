import Foundation
import Logging
import Subprocess
import Synchronization
import SystemPackage

/// One run of a plugin's program: in a session of its own, with little of our environment, its output read line by line.
final class PluginProcess: Sendable {
  /// What it did.
  enum Event: Sendable, Equatable {
    /// It wrote a line.
    case line([UInt8])
    /// It said something for its log.
    case log(String)
    /// It is gone, and why as far as that is known.
    case ended(String)
  }

  /// Memory of all its processes, in bytes; and how many processes.
  static let memoryLimit: Int64 = 256 << 20
  static let processLimit = 32
  private static let lookEvery = Duration.milliseconds(500)

  /// What it does, in order; the last one is that it ended.
  let events: AsyncStream<Event>
  private let give: AsyncStream<Event>.Continuation
  private let input: AsyncStream<[UInt8]>.Continuation
  private let group = Mutex<ProcessGroup?>(nil)
  /// Why we ended it; the first reason counts.
  private let reason = Mutex<String?>(nil)
  private let finished = Mutex(false)

  /// Starts it.
  ///
  /// - Parameters:
  ///   - command: the program's path, and its words.
  ///   - folder: where it runs.
  ///   - environment: all it is told of ours.
  init(command: [String], folder: String, environment: [String: String]) {
    (events, give) = AsyncStream.makeStream(of: Event.self)
    let (lines, input) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(1024))
    self.input = input
    Task { await self.run(command, folder, environment, lines) }
  }

  /// Writes a line to its standard input; one that does not read ends at its deadline.
  func write(_ line: [UInt8]) { input.yield(line) }

  /// No more input comes.
  func closeInput() { input.finish() }

  /// Ends it and all it started: it is asked to, and has two seconds.
  func end(because why: String) async {
    reason.withLock { if $0 == nil { $0 = why } }
    input.finish()
    group.withLock { $0 }?.send(SIGTERM)
    for _ in 0..<40 {
      if finished.withLock({ $0 }) { break }
      do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
    }
    group.withLock { $0 }?.send(SIGKILL)
  }

  private func kill(because why: String) {
    reason.withLock { if $0 == nil { $0 = why } }
    group.withLock { $0 }?.send(SIGKILL)
  }

  private func run(
    _ command: [String], _ folder: String, _ environment: [String: String], _ lines: AsyncStream<[UInt8]>
  ) async {
    var options = PlatformOptions()
    options.createSession = true
    var ending = "It could not be started."
    do {
      // A backstop for what grows faster than it is looked after; no core files.
      let limited = ["-c", "ulimit -c 0; ulimit -d 1048576; exec \"$0\" \"$@\""] + command
      let result = try await Subprocess.run(
        .path("/bin/sh"), arguments: Arguments(limited),
        environment: .custom(
          Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })),
        workingDirectory: FilePath(folder), platformOptions: options, input: .inputWriter, output: .sequence,
        error: .sequence
      ) { execution in
        let started = ProcessGroup(session: execution.processIdentifier.value)
        group.withLock { $0 = started }
        if reason.withLock({ $0 != nil }) { started.send(SIGKILL) }
        await self.serve(execution, lines, started)
      }
      ending = Self.text(result.terminationStatus)
    } catch {
      ending = "It could not be started: \(error)."
    }
    group.withLock { group in
      group?.send(SIGKILL)
      group = nil
    }
    finished.withLock { $0 = true }
    input.finish()
    give.yield(.ended(reason.withLock { $0 } ?? ending))
    give.finish()
  }

  private func serve(
    _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>, _ lines: AsyncStream<[UInt8]>,
    _ started: ProcessGroup
  ) async {
    await withTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        let writer = execution.standardInputWriter
        do {
          for await line in lines { _ = try await writer.write(line) }
          try await writer.finish()
        } catch {
          // It does not read any more: what it was to answer misses its deadline, or it has ended.
        }
      }
      let watch = Task {
        while !Task.isCancelled {
          try await Task.sleep(for: Self.lookEvery)
          if started.isOrphaned { started.send(SIGKILL) }
          let use = started.use
          if use.processes > Self.processLimit {
            self.kill(because: "It ran more than \(Self.processLimit) processes.")
          }
          if use.bytes > Self.memoryLimit { self.kill(because: "It took more than \(Self.memoryLimit >> 20) MiB.") }
        }
      }
      tasks.addTask { await self.read(execution.standardError, isLog: true) }
      await read(execution.standardOutput, isLog: false)
      watch.cancel()
      // A program without output is of no use.
      Task {
        try await Task.sleep(for: .seconds(2))
        self.group.withLock { $0 }?.send(SIGKILL)
      }
      input.finish()
      tasks.cancelAll()
    }
  }

  private func read(_ output: SubprocessOutputSequence, isLog: Bool) async {
    var splitter = LineSplitter()
    let clock = ContinuousClock()
    let start = clock.now
    var budget = OutputBudget(now: 0)
    do {
      for try await buffer in output {
        let bytes = buffer.withUnsafeBytes { Array($0) }
        let now = (clock.now - start).milliseconds
        guard budget.take(bytes.count, now: now) else {
          return kill(because: "It printed more than \(OutputBudget.rate >> 10) KiB a second.")
        }
        guard let lines = splitter.take(bytes) else {
          return kill(because: "It wrote a line of more than \(LineSplitter.longest >> 10) KiB.")
        }
        for line in lines { give.yield(isLog ? .log(String(decoding: line, as: UTF8.self)) : .line(line)) }
      }
    } catch {
      // The pipe is gone with the process, whose end is told by itself.
    }
  }

  private static func text(_ status: TerminationStatus) -> String {
    switch status {
    case .exited(0): "It ended by itself."
    case .exited(127): "Its program is not there, or a program it needs (exit code 127)."
    case .exited(126): "Its program may not be run: chmod +x it (exit code 126)."
    case .exited(let code): "It ended with exit code \(code)."
    case .signaled(let signal): "It was ended by signal \(signal)."
    }
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
