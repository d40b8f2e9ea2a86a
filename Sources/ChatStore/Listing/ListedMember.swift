public import ChatModel
import JSONText
import NIOCore

/// Somebody who is in a room.
public struct ListedMember: Sendable, Equatable {
  /// The person.
  public let id: MemberID
  /// The name shown there, as somebody typed it.
  public let name: String
  /// The role shown there.
  public let role: Role
  /// Whether it says of itself that it is a program.
  public let isBot: Bool
  /// The connections it is there with, first one first.
  public var connections: [ConnectionID] = []

  init?(_ id: MemberID, json: ByteBuffer) {
    guard let value = try? JSONValue(parsing: json.readableBytesView) else { return nil }
    self.id = id
    name = value["username"]?.stringValue ?? ""
    role = value["role"]?.stringValue.flatMap { Role(rawValue: $0) } ?? .member
    if case .bool(true)? = value["bot"] { isBot = true } else { isBot = false }
  }
}
