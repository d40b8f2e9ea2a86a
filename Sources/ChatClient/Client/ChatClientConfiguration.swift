public import ChatModel
public import TransportSecurity

/// All a client is told before it starts.
public struct ChatClientConfiguration: Sendable {
  /// A room to be in from the start, and where reading stopped there.
  public struct WantedRoom: Sendable, Hashable {
    /// The room.
    public var room: RoomID
    /// Everything up to here has been seen; nil for nothing.
    public var since: LogPosition?

    /// A room to be in.
    public init(_ room: RoomID, since: LogPosition? = nil) {
      self.room = room
      self.since = since
    }
  }

  /// The server.
  public var server: ServerURL
  /// Whom to believe who the server is, over TLS; nil for the authorities the system knows.
  public var trust: ServerTrust?
  /// What proves who the client is.
  public var credentials: Credentials = Credentials()
  /// Asked before each connection for the access token of that moment, where one is renewed from time to time; nil from
  /// it: the one of ``credentials``. It is called on the client's event loop and must not take long.
  public var freshToken: (@Sendable () -> String?)?
  /// The name a new guest would like; nil for one of the server's choice.
  public var name: String?
  /// Whether the client says of itself that it is a program.
  public var isBot: Bool = false
  /// Rooms to be in from the start. They are joined on connecting, and tried again while the server says it cannot now.
  public var rooms: [WantedRoom] = []

  /// How long to wait between attempts to connect.
  public var backoff: Backoff = Backoff()
  /// Time from opening a connection to being let in. Beyond: it is given up and tried again.
  public var connectDeadline: Duration = .seconds(10)
  /// Time for a request's answer, waiting for the connection included. Beyond: `timed_out`.
  public var requestDeadline: Duration = .seconds(10)
  /// Time for a message to be accepted, reconnects and repetitions included; at most four minutes, because the server
  /// knows a repeated message for five. Beyond: `timed_out`.
  public var sendDeadline: Duration = .seconds(60)
  /// Requests that may wait for their answers. Beyond: `too_many_requests`.
  public var requestLimit: Int = 1024
  /// How many events may wait to be taken, and what happens beyond.
  public var eventPolicy: EventPolicy = .backPressure(limit: 1024)
  /// The largest message taken from the server, in bytes. Beyond: the connection is closed and tried again.
  public var maxMessageBytes: Int = 8 << 20

  /// Settings with their defaults.
  public init(server: ServerURL) { self.server = server }
}
