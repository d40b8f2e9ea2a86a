import Crypto
import JSONText

/// One line of the audit: who did what, when and why, and the hash that ties it to the line before.
///
/// It holds ids, numbers and the reason; never names or texts, so that what is erased of a person may leave it as it is.
public struct AuditEntry: Sendable, Equatable {
  /// How far an act was.
  public enum Phase: String, Sendable {
    /// It is about to be done: a line without its `done` says that it broke off.
    case intended
    /// It was done.
    case done
  }

  /// Its number; the first one ever is 1.
  public let number: Int64
  /// When it was written, in Unix milliseconds.
  public let date: Int64
  /// The act.
  public let act: String
  /// What was done, such as `kick`, `delete`, `lock`.
  public let kind: String
  /// How far it was.
  public let phase: Phase
  /// Who acted, as an id.
  public let by: String
  /// The room concerned.
  public let room: String?
  /// The person concerned, as an id.
  public let member: String?
  /// How many messages were concerned.
  public let count: Int64?
  /// The digest of the plan.
  public let plan: String?
  /// What was set, where that is a number or a word of ours.
  public let value: String?
  /// When what was done ends by itself, in Unix milliseconds.
  public let until: Int64?
  /// Why, in the author's words.
  public let reason: String
  /// SHA-256 that ties it to the line before, in hexadecimal digits.
  public let hash: String

  /// Reads a line as it is stored; nil for what is none.
  init?(_ line: AuditLine) {
    guard let body = try? JSONValue(parsing: line.body), let act = body["act"]?.stringValue,
      let phase = body["phase"]?.stringValue.flatMap({ Phase(rawValue: $0) })
    else { return nil }
    number = line.number
    hash = line.hash
    self.act = act
    self.phase = phase
    date = body["at"]?.int64Value ?? 0
    kind = body["kind"]?.stringValue ?? ""
    by = body["by"]?.stringValue ?? ""
    room = body["room"]?.stringValue
    member = body["member"]?.stringValue
    count = body["count"]?.int64Value
    plan = body["plan"]?.stringValue
    value = body["value"]?.stringValue
    until = body["until"]?.int64Value
    reason = body["reason"]?.stringValue ?? ""
  }
}

/// The end of the audit's chain: noted elsewhere, it shows later that nothing before it was changed.
public struct AuditHead: Sendable, Equatable {
  /// Number of the newest line; 0 when there is none.
  public let number: Int64
  /// Its hash; empty when there is none.
  public let hash: String

  /// A head that was noted.
  public init(number: Int64, hash: String) {
    self.number = number
    self.hash = hash
  }
}
