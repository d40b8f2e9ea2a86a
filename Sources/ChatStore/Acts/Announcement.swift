import JSONText
public import NIOCore

/// A word to everybody in the chat: shown at once, and to whoever connects until it ends.
public struct Announcement: Sendable, Equatable {
  /// The act it came from: its id.
  public let act: ActID
  /// When it ends by itself, in Unix milliseconds; 0 for never.
  public let until: Int64
  /// The `notice` that clients get, as the event's argument.
  public let notice: ByteBuffer

  /// Reads what the store keeps under the act's id: `<until> <notice>`.
  init?(_ act: String, _ value: ByteBuffer) {
    let view = value.readableBytesView
    guard let act = ActID(act), let space = view.firstIndex(of: UInt8(ascii: " ")),
      let until = Int64(String(decoding: view[..<space], as: UTF8.self)), until >= 0,
      let notice = value.getSlice(at: space + 1, length: view.endIndex - space - 1)
    else { return nil }
    (self.act, self.until, self.notice) = (act, until, notice)
  }

  /// Whether it holds at this time, in Unix milliseconds.
  public func holds(at now: Int64) -> Bool { until == 0 || until > now }

  /// The text, as somebody typed it.
  public var text: String { (try? JSONValue(parsing: notice.readableBytesView))?["text"]?.stringValue ?? "" }

  /// How much it matters.
  public var severity: MessageDraft.Severity {
    let word = (try? JSONValue(parsing: notice.readableBytesView))?["severity"]?.stringValue
    return word.flatMap { MessageDraft.Severity(rawValue: $0) } ?? .info
  }

  /// The `notice` for an announcement, as JSON.
  static func notice(_ text: String, severity: MessageDraft.Severity, until: Int64?, act: ActID) -> [UInt8] {
    var notice: JSONObject = [
      "severity": .string(severity.rawValue), "code": "announcement", "text": .string(text),
      "act": .string(act.rawValue),
    ]
    if let until { notice["until"] = .number(JSONNumber(until)) }
    return JSONValue.object(notice).encoded
  }
}

/// All announcements, and the version of their list.
public struct AnnouncementList: Sendable, Equatable {
  /// Rises with each change.
  public let version: Int64
  /// In the order of their ends, those without one last.
  public let announcements: [Announcement]

  init(_ fields: [RESPField]) {
    var version: Int64 = 0
    var found: [Announcement] = []
    for field in fields {
      if field.name == "ver" { version = Int64(String(buffer: field.value)) ?? 0 }
      if let announcement = Announcement(field.name, field.value) { found.append(announcement) }
    }
    self.version = version
    announcements = found.sorted {
      ($0.until == 0 ? .max : $0.until, $0.act.rawValue) < ($1.until == 0 ? .max : $1.until, $1.act.rawValue)
    }
  }
}
