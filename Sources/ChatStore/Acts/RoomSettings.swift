/// One setting of a room and its new value.
public enum RoomSetting: Sendable, Equatable {
  /// Free text of at most 1024 bytes; empty for none.
  case topic(String)
  /// Whether only moderators may write.
  case locked(Bool)
  /// The time between two messages of a member, in milliseconds; 0 for none.
  case slowMode(Int64)
  /// Whether it is left out of the listings that clients see.
  case hidden(Bool)
  /// How many messages are kept; nil for as many as the servers are set to.
  case retainCount(Int64?)
  /// How old messages get, in milliseconds; 0 for no limit.
  case retainAge(Int64)

  /// What the audit calls it.
  var name: String {
    switch self {
    case .topic: "topic"
    case .locked(true): "lock"
    case .locked(false): "unlock"
    case .slowMode: "slowmode"
    case .hidden(true): "hide"
    case .hidden(false): "unhide"
    case .retainCount, .retainAge: "retain"
    }
  }

  /// The field of the room's state, and its value: empty to take it away.
  var field: (name: String, value: String) {
    switch self {
    case .topic(let text): ("topic", text)
    case .locked(let isLocked): ("locked", isLocked ? "1" : "")
    case .slowMode(let milliseconds): ("slow", milliseconds > 0 ? String(milliseconds) : "")
    case .hidden(let isHidden): ("hidden", isHidden ? "1" : "")
    case .retainCount(let count): ("retain", count.map { String($0) } ?? "")
    case .retainAge(let milliseconds): ("retain_age", milliseconds > 0 ? String(milliseconds) : "")
    }
  }

  /// What the audit keeps of it: no text of anybody.
  var auditValue: String? {
    switch self {
    case .topic, .locked, .hidden: nil
    case .slowMode, .retainCount, .retainAge: "\(field.name)=\(field.value)"
    }
  }

  /// What is wrong with it; nil when nothing is.
  public var fault: String? {
    switch self {
    case .topic(let text): text.utf8.count > 1024 ? "A topic has at most 1024 bytes." : nil
    case .slowMode(let value): (0...86_400_000).contains(value) ? nil : "Slow mode is at most a day."
    case .retainCount(let count?):
      (1...10_000_000).contains(count) ? nil : "A room keeps 1 to 10000000 messages."
    case .retainAge(let value):
      (0...(3650 * 86_400_000)).contains(value) ? nil : "Messages are kept for at most 3650 days."
    case .locked, .hidden, .retainCount(nil): nil
    }
  }
}
