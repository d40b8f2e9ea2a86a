public import ChatModel

/// All that is known of one person.
public struct PersonReport: Sendable, Equatable {
  /// What concerns the person in one room.
  public struct InRoom: Sendable, Equatable {
    /// The room.
    public let room: RoomID
    /// How the room shows the person; nil when absent.
    public let member: ListedMember?
    /// The role the room gives.
    public let role: Role?
    /// The ban that holds there.
    public let ban: Restriction?
    /// The mute that holds there.
    public let mute: Restriction?
  }

  /// The person.
  public let id: MemberID
  /// The name: the one kept, or that which follows from the id.
  public let name: String
  /// Whether anything is kept of the person beside what rooms hold.
  public let hasRecord: Bool
  /// The role in all rooms, by the console or an access token.
  public let role: Role
  /// Whether it says of itself that it is a program.
  public let isBot: Bool
  /// When the record was last written, in Unix milliseconds; nil without one.
  public let lastSeen: Int64?
  /// The ban that holds in all rooms.
  public let ban: Restriction?
  /// The rooms in which anything concerns the person.
  public let rooms: [InRoom]
}
