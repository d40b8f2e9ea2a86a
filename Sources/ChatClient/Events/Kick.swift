public import ChatModel

/// One was taken out of a room, on all connections.
public struct Kick: Sendable, Hashable {
  /// Whether and how long one is kept out.
  public enum Ban: Sendable, Hashable {
    /// One may come back at once.
    case none
    /// Until then, in Unix milliseconds.
    case until(Int64)
    /// Without end.
    case forever
  }

  /// Out of which room.
  public let room: RoomID
  /// Why; may be empty, hostile to terminals until a sink's encoder has escaped it.
  public let reason: String
  /// Who did it, where that is known; hostile like the reason.
  public let by: String?
  /// Whether and how long one is kept out.
  public let ban: Ban
}
