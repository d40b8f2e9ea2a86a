public import ChatModel

/// A room in a listing for those who look after the chat.
public struct RoomListing: Sendable, Equatable {
  /// Its id.
  public let room: RoomID
  /// People in it.
  public let people: Int64
  /// Messages kept.
  public let messages: Int64
  /// When something last happened in it, in Unix milliseconds.
  public let lastActivity: Int64
  /// Free text, as somebody typed it.
  public let topic: String
  /// Whether only moderators may write.
  public let isLocked: Bool
  /// Whether it is left out of the listings that clients see.
  public let isHidden: Bool
}
