public import ChatStore

/// Why a command did not do what was asked: one line that says what is wrong and what to do.
public struct AdminError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What scripts are told.
  public let status: ExitStatus
  /// What is wrong, in a sentence; names and texts of people are escaped in it already.
  public let message: String
  /// What to do; empty when there is nothing to say.
  public let hint: String
  /// Whether there is more to say of an interruption than that it was one.
  let isExplained: Bool

  /// An error of this wording.
  public init(_ status: ExitStatus, _ message: String, hint: String = "") {
    self.init(status, message, hint: hint, isExplained: false)
  }

  init(_ status: ExitStatus, _ message: String, hint: String, isExplained: Bool) {
    self.status = status
    self.message = message
    self.hint = hint
    self.isExplained = isExplained
  }

  /// What a failure of the store means for whoever asked.
  public init(_ error: StoreError) {
    switch error.code {
    case .unavailable: self.init(.unreachable, error.detail)
    case .full:
      self.init(.failed, "Redis is full.", hint: "Free space with --purge, or raise maxmemory.")
    case .forbidden: self.init(.refused, error.detail)
    case .unexpected: self.init(.failed, error.detail)
    }
  }

  /// Both, in one line.
  public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }

  static let interrupted = AdminError(.interrupted, "Interrupted.")

  /// Says it, and answers how the command ended; an interruption needs no words.
  func tell(_ output: Output, before: String = "") -> ExitStatus {
    if status != .interrupted || isExplained { output.note("parlor: \(before)\(self)") }
    return status
  }
}
