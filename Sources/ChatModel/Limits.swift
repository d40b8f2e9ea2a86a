/// Every limit of the server, each with unit, default and reason; all settable, passed in by initialisers.
public struct Limits: Sendable, Equatable {

  /// A message's text, in bytes of UTF-8: room for long paragraphs, too little for files.
  public var textBytes: Int = 4096
  /// Any packet from a client, in bytes (`maxPayload` of the handshake).
  public var packetBytes: Int = 65_536
  /// All that a client may send before CONNECT was accepted, in bytes.
  public var unconnectedBytes: Int = 8192
  /// Time for CONNECT after the transport opened, in milliseconds.
  public var connectMilliseconds: Int64 = 10_000
  /// Access tokens that wait to be verified; who comes beyond that is sent away for a moment.
  public var waitingTokens: Int = 1000
  /// How long a connection may outlive its access token, in milliseconds: time to fetch a new one.
  public var tokenGraceMilliseconds: Int64 = 60_000
  /// A request's headers, in bytes.
  public var headerBytes: Int = 32_768
  /// A request's header fields.
  public var headerFields: Int = 64
  /// Time for a request's headers and body to arrive, in milliseconds.
  public var headerMilliseconds: Int64 = 10_000
  /// What may wait for one slow reader, in bytes; beyond it the connection is closed.
  public var outboxBytes: Int = 1_048_576
  /// How long a reader may take nothing while data waits, in milliseconds; then it is closed.
  public var outboxStallMilliseconds: Int64 = 10_000
  /// Sessions of one address.
  public var sessionsPerAddress: Int = 256
  /// New sessions of one address at once.
  public var newSessionsBurst: Int = 120
  /// New sessions of one address a minute after the burst.
  public var newSessionsPerMinute: Int = 60
  /// Sessions in all.
  public var sessions: Int = 12_000
  /// Messages of one person at once.
  public var sendBurst: Int = 10
  /// Messages of one person a second after the burst.
  public var sendsPerSecond: Int = 3
  /// Joins of one connection at once.
  public var joinBurst: Int = 60
  /// Joins of one connection a minute after the burst.
  public var joinsPerMinute: Int = 60
  /// Renames of one person at once.
  public var renameBurst: Int = 3
  /// Renames of one person a minute after the burst.
  public var renamesPerMinute: Int = 1
  /// Acts of one moderator at once.
  public var moderateBurst: Int = 10
  /// Acts of one moderator a second after the burst.
  public var moderatesPerSecond: Int = 1
  /// Other requests of one connection at once.
  public var requestBurst: Int = 20
  /// Other requests of one connection a second after the burst.
  public var requestsPerSecond: Int = 10
  /// Typing notes in one room a second.
  public var typingPerRoomPerSecond: Int = 5
  /// Least time between two typing notes of one connection, in milliseconds.
  public var typingMilliseconds: Int64 = 3000
  /// Requests of one connection that wait their turn; beyond it they are refused.
  public var queuedRequests: Int = 1024
  /// Rooms one connection may be in.
  public var roomsPerConnection: Int = 50
  /// Connections of one person in one room.
  public var connectionsPerPersonAndRoom: Int = 20
  /// Rooms in all.
  public var rooms: Int = 10_000
  /// Rooms one person may create an hour.
  public var roomsPerPersonPerHour: Int = 5
  /// Time between two pings, in milliseconds.
  public var pingMilliseconds: Int64 = 25_000
  /// Time for the pong, in milliseconds.
  public var pongMilliseconds: Int64 = 20_000
  /// Messages a room keeps.
  public var roomLog: Int = 1000
  /// Messages a join without a position gets.
  public var freshPage: Int = 50
  /// Messages or people in one page at most.
  public var page: Int = 200
  /// A page or resume, in bytes.
  public var pageBytes: Int = 262_144
  /// Messages a join with a position may get.
  public var resume: Int = 1000
  /// Changed messages a resume may get; more is a gap.
  public var changedItems: Int = 200
  /// People listed in a join's answer.
  public var snapshotMembers: Int = 100
  /// People above whom a room shows only their number.
  public var presencePeople: Int = 500
  /// People below whom a room lists them again.
  public var presenceBack: Int = 450
  /// Within how long who comes, goes and types in a room is told together, in milliseconds; the first is told at once.
  public var presenceWindowMilliseconds: Int64 = 50
  /// How long a client's own message id is remembered, in milliseconds.
  public var dedupeMilliseconds: Int64 = 300_000
  /// How long a dropped connection may take to come back before its leave is told, in milliseconds.
  public var leaveGraceMilliseconds: Int64 = 3000
  /// Nesting of JSON from clients.
  public var jsonDepth: Int = 32
  /// Binary attachments of one packet.
  public var attachments: Int = 4
  /// Packets in one polling payload from a client.
  public var packetsIn: Int = 1024
  /// Packets in one polling payload to a client.
  public var packetsOut: Int = 16
  /// Fragments of one WebSocket message.
  public var fragments: Int = 16
  /// Time for all fragments of a message, in milliseconds.
  public var fragmentMilliseconds: Int64 = 10_000
  /// Time for the store to answer, in milliseconds.
  public var commandMilliseconds: Int64 = 800
  /// Over how long clients are sent away at a stop, in milliseconds.
  public var drainMilliseconds: Int64 = 5000

  /// Whether rates and address limits hold; lifted only for benchmarks and fault tests.
  public var ratesHold = true

  /// The defaults.
  public init() {}
}
