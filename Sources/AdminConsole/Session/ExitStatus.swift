/// How a command ended, as scripts see it.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// It did what was asked.
  case ok = 0
  /// It failed.
  case failed = 1
  /// What was asked for is not there.
  case notFound = 3
  /// It was refused: a confirmation is missing, the console only reads, or what was planned has changed.
  case refused = 4
  /// Some of it was done.
  case partial = 5
  /// Redis cannot be reached.
  case unreachable = 6
  /// The words make no command.
  case usage = 64
  /// It was interrupted.
  case interrupted = 130
}
