public import ChatModel

/// Somebody went.
public struct MemberLeave: Sendable, Hashable {
  /// Out of which room.
  public let room: RoomID
  /// Who.
  public let member: MemberID
  /// The id of the connection that was shown for them.
  public let socket: String
  /// `left`, `disconnected`, `server_gone`, `kicked` or `banned`.
  public let reason: String
}
