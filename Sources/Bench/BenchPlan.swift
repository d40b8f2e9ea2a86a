/// What is measured, and with how much.
public struct BenchPlan: Sendable {
  /// The kinds of work.
  public enum Kind: String, Sendable, CaseIterable {
    /// Messages at a steady rate to everybody in a room.
    case fanout
    /// Messages as fast as everybody gets them.
    case flood
    /// Many people coming into one room at once.
    case join
    /// People who are there and do nothing.
    case idle
    /// Messages as fast as they are accepted.
    case send
  }

  /// What is done.
  public var kind: Kind
  /// The servers; members are spread over them in turn.
  public var servers: [ServerAddress]
  /// Connections.
  public var members: Int
  /// How many of them send.
  public var senders: Int
  /// Messages a second in all, for `fanout`.
  public var rate: Double
  /// Bytes of a message's text.
  public var size: Int
  /// Seconds that are measured.
  public var duration: Double
  /// Seconds before that whose messages do not count.
  public var warmUp: Double
  /// Rooms in all.
  public var rooms: Int
  /// Rooms each connection is in.
  public var roomsPerMember: Int
  /// Messages that may be under way, for `flood` and `send`.
  public var window: Int
  /// Processes whose time and memory are measured; where there are as many as servers, each with its deliveries.
  public var processes: [Int32]

  /// The fewest bytes a text may have: its number has to fit.
  public static let minimumSize = MessageText.markBytes

  /// A plan with all its parts.
  public init(
    kind: Kind, servers: [ServerAddress], members: Int, senders: Int, rate: Double, size: Int, duration: Double,
    warmUp: Double, rooms: Int, roomsPerMember: Int, window: Int, processes: [Int32]
  ) {
    self.kind = kind
    self.servers = servers
    self.members = members
    self.senders = senders
    self.rate = rate
    self.size = size
    self.duration = duration
    self.warmUp = warmUp
    self.rooms = rooms
    self.roomsPerMember = roomsPerMember
    self.window = window
    self.processes = processes
  }
}
