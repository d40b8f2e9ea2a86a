public import ChatModel
public import JSONText

/// A word of the server to people.
public struct Notice: Sendable, Hashable {
  /// How much it matters.
  public enum Severity: String, Sendable {
    case info, warning, critical
  }

  /// How much it matters.
  public let severity: Severity
  /// What it is about, such as `announcement`, `muted` or `store_unavailable`.
  public let code: String
  /// What it says; hostile to terminals until a sink's encoder has escaped it.
  public let text: String
  /// The room it is about.
  public let room: RoomID?
  /// When what it is about ends, in Unix milliseconds; 0 for never.
  public let until: Int64?
  /// Milliseconds after which trying again makes sense.
  public let retryAfter: Int64?
  /// All fields as the server sent them, also those not known here.
  public let json: JSONObject

  init(json: JSONObject) {
    self.json = json
    severity = json["severity"]?.stringValue.flatMap { Severity(rawValue: $0) } ?? .info
    code = json["code"]?.stringValue ?? ""
    text = json["text"]?.stringValue ?? ""
    room = json["room"]?.stringValue.flatMap { RoomID($0) }
    until = json["until"]?.int64Value
    retryAfter = json["retry_after"]?.int64Value
  }
}
