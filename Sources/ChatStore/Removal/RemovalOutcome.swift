public import ChatModel

/// What became of a plan, or of its undo.
public struct RemovalOutcome: Sendable {
  /// Why it stopped before its end.
  public enum Stop: Sendable {
    /// The room is gone.
    case noSuchRoom
    /// The log has begun anew.
    case otherLog
    /// The message of this number is not what it was when it was planned.
    case changed(seq: Int64)
    /// Nothing is known of the act, or it was undone already.
    case noSuchAct
    /// What it took away is not kept any more.
    case noTrash
    /// The old end of the log is not where the trim left it.
    case moved
    /// The store failed.
    case failed(StoreError)
  }

  /// The act.
  public let act: ActID
  /// How many messages were taken away, or brought back.
  public internal(set) var count: Int64 = 0
  /// How many were not there any more.
  public internal(set) var gone: Int64 = 0
  /// Why it stopped; nil when it came to its end.
  public internal(set) var stop: Stop?
  /// Why the audit does not have it; nil when it has.
  public internal(set) var auditFailure: String?

  init(act: ActID) { self.act = act }
}

extension RemovalOutcome.Stop {
  /// What is wrong and what to do, for whoever acts.
  public var error: ChatError {
    switch self {
    case .noSuchRoom: ChatError(.noSuchRoom, "There is no such room.")
    case .otherLog: ChatError(.forbidden, "The log has begun anew.", hint: "Look again, and plan anew.")
    case .changed(let seq):
      ChatError(.forbidden, "Message #\(seq) is not what it was when this was planned.", hint: "Plan anew.")
    case .noSuchAct: ChatError(.invalidPayload, "There is nothing of this act to bring back.", hint: "See 'acts'.")
    case .noTrash: ChatError(.invalidPayload, "What this act took away is not kept any more.")
    case .moved:
      ChatError(.forbidden, "The log has lost older messages since: what was cut off does not fit any more.")
    case .failed(let error): error.chatError
    }
  }

  init(_ word: String, _ answer: inout AnswerReader) throws(StoreError) {
    switch word {
    case "no_such_room": self = .noSuchRoom
    case "other_log": self = .otherLog
    case "changed": self = .changed(seq: try answer.number())
    case "no_such_act": self = .noSuchAct
    case "no_trash": self = .noTrash
    case "moved": self = .moved
    default: throw StoreError(unexpected: "a removal")
    }
  }
}
