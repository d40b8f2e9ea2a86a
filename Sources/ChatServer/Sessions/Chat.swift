import ChatModel
import ChatStore
import Logging
import NIOCore
import RedisClient
import Tokens

/// The chat of one server: people, rooms, and what they ask for.
///
/// All of it lives on one event loop, together with the connections to the store, so that a request goes from socket
/// loop to script to bus to room without a lock. Sockets are on loops of their own; see ``ChatLoop``.
final class Chat {
  let configuration: ChatServerConfiguration
  let limits: Limits
  let loop: any EventLoop
  let store: ChatStore
  let subscriber: RedisSubscriber
  let mailboxes: LoopMailboxes
  let readiness: Readiness
  let logger: Logger
  let clock: @Sendable () -> Int64
  var generator = SystemRandomNumberGenerator()

  /// This server's id; a new one after a lost lease.
  var server: ServerID
  var storeLink = StoreLink()
  /// What it says of itself for whoever looks after it.
  var figures: ServerFigures
  /// What it has counted, for `/metrics`.
  var metrics = ChatMetrics()
  /// What was told of them last.
  var shownMetrics: (at: NIODeadline, text: String)?
  var reaper = Reaper()
  var signIns: SignInQueue
  var secret: TokenSecret?
  /// The secret's bytes, to be put back into a store that was emptied.
  var secretBytes: [UInt8]?
  var sessions: [ConnectionNumber: Session] = [:]
  /// Sessions that are over while their connection is between two loops, where it has yet to be told.
  var departing: [ConnectionNumber: Session] = [:]
  var sessionsByMember: [MemberID: [Session]] = [:]
  /// Bans that hold in all rooms.
  var bans: [MemberID: Ban] = [:]
  /// Where those come from that such bans hold for as well.
  var networkBans: [NetworkID: Ban] = [:]
  var control = ControlWatch()
  var rates: [MemberID: PersonRates] = [:]
  var rooms: [RoomID: Room] = [:]
  var roomsByChannel: [String: Room] = [:]
  var lastRoomNumber: UInt64 = 0
  /// What the bus brought in this turn, by channel.
  var bus: [(channel: String, payload: ByteBuffer)] = []
  var isBusScheduled = false
  /// Whether the rooms are being compared with the store.
  var isComparing = false
  /// Kinds of items this version does not know; they are passed over.
  var unknownKinds: Set<String> = []
  /// Leaves the store could not be told.
  var unfinishedLeaves = UnfinishedLeaves()
  /// Whether starting failed, so that the server is about to end.
  var wasRefused = false
  var started: EventLoopPromise<Void>?
  var timers: [RepeatedTask] = []

  /// - Parameter clock: Unix milliseconds.
  init(
    configuration: ChatServerConfiguration, loop: any EventLoop, store: ChatStore, subscriber: RedisSubscriber,
    mailboxes: LoopMailboxes, readiness: Readiness, logger: Logger, clock: @escaping @Sendable () -> Int64
  ) {
    self.configuration = configuration
    limits = configuration.limits
    figures = configuration.figures
    self.loop = loop
    self.store = store
    self.subscriber = subscriber
    self.mailboxes = mailboxes
    self.readiness = readiness
    self.logger = logger
    self.clock = clock
    signIns = SignInQueue(limit: limits.waitingTokens)
    server = ServerID.random(using: &generator)
  }

  /// Unix milliseconds.
  var now: Int64 { clock() }

  /// What the socket loops report, in order.
  func handle(_ events: [LoopEvent]) {
    for event in events {
      switch event {
      case .connect(let number, let loop, let address, let auth):
        connect(number, loop: loop, address: address, auth: auth)
      case .request(let number, let event): if let session = sessions[number] { received(event, from: session) }
      case .disconnected(let number): if let session = sessions[number] { end(session, reason: .left) }
      case .closed(let number, let reason):
        metrics.ended(reason)
        departing[number] = nil
        if let session = sessions[number] { dropped(session) }
      case .drained(let number): if let session = sessions[number] { drained(session) }
      case .moving(let number, let loop): beginMove(number, from: loop)
      case .moved(let number, let loop): endMove(number, on: loop)
      }
    }
  }

  /// Does something later, on this loop, unless the chat is gone by then.
  @discardableResult
  func after(_ delay: TimeAmount, _ work: @escaping () -> Void) -> Scheduled<Void> {
    let bound = NIOLoopBound(work, eventLoop: loop)
    return loop.scheduleTask(in: delay) { bound.value() }
  }
}
