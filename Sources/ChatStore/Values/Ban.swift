import JSONText
import NIOCore

/// A ban as it stands in the store: `{until, by, reason, act}`.
public struct Ban: Sendable, Equatable {
  /// When it ends, in Unix milliseconds; 0 for never.
  public let until: Int64
  /// Why, in the moderator's words.
  public let reason: String

  init?(_ json: ByteBuffer) {
    guard case .object(let object)? = try? JSONValue(parsing: json.readableBytesView) else { return nil }
    until = object["until"]?.int64Value ?? 0
    reason = object["reason"]?.stringValue ?? ""
  }

  /// Whether it holds at this time, in Unix milliseconds.
  public func holds(at now: Int64) -> Bool { until == 0 || until > now }
}
