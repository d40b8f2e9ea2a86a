public import ChatModel
import JSONText
import NIOCore

/// A ban or a mute with all that is known of it.
public struct Restriction: Sendable, Equatable {
  /// On whom.
  public let member: MemberID
  /// When it ends, in Unix milliseconds; 0 for never.
  public let until: Int64
  /// How many networks a ban holds for as well.
  public var networks: Int { networkFields.count }
  /// Who gave it, as an id; empty when that is not known.
  public let by: String
  /// Why, as somebody typed it.
  public let reason: String
  /// The act it came from; empty when that is not known.
  public let act: String

  /// The fields under which it holds for networks.
  let networkFields: [String]

  init?(_ member: MemberID, json: ByteBuffer) {
    guard case .object(let object)? = try? JSONValue(parsing: json.readableBytesView) else { return nil }
    self.member = member
    until = object["until"]?.int64Value ?? 0
    networkFields = object["networks"]?.stringValue?.split(separator: " ").map { String($0) } ?? []
    by = object["by"]?.stringValue ?? ""
    reason = object["reason"]?.stringValue ?? ""
    act = object["act"]?.stringValue ?? ""
  }

  /// Whether it holds at this time, in Unix milliseconds.
  public func holds(at now: Int64) -> Bool { until == 0 || until > now }
}
