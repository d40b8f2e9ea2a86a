import ChatModel
import ChatStore
import NIOCore
import SocketIO
import Tokens

/// One connected client, as the chat's loop knows it.
final class Session {
  /// Where its socket is.
  enum Home {
    /// On this socket loop.
    case loop(Int)
    /// Between two loops, in the middle of an upgrade: what is for it waits, in order.
    case moving(MovingMailbox)
    /// Nowhere: the transport is gone.
    case gone
  }

  /// How far it has come.
  enum Stage {
    /// Its CONNECT is being decided.
    case connecting
    /// It takes part.
    case live
    /// The transport dropped; its leave is told unless that person comes back in time.
    case lingering
    /// Over.
    case ended
  }

  let number: ConnectionNumber
  let connection: ConnectionID
  var person: Person
  /// Where it came from; nil where there is no telling, and for people with access tokens: no neighbour's ban is theirs.
  var network: NetworkID?
  var home: Home
  var stage = Stage.connecting
  /// The rooms it is in, entered or on the way out.
  var rooms: [RoomID: Membership] = [:]
  /// The room joined at connect: where a bare text goes.
  var firstRoom: RoomID?
  /// A join that waits for the store to come back.
  var postponed: PostponedJoin?
  /// Whether that join is under way.
  var isJoiningPostponed = false
  /// What it sent before it was let in, or while a postponed join is under way.
  var early: [SocketIOEvent] = []
  var queue: RequestQueue<QueuedRequest>
  var requests: RateBucket
  var joins: RateBucket
  var lastTyping: Int64 = 0
  var linger: Scheduled<Void>?
  /// Bytes sent to it in order since it was last known to take them.
  var bytesSinceDrain = 0
  /// What waits until it has taken them.
  var whenDrained: (() -> Void)?
  /// Version of the person's record that is shown; 0 for none.
  var version: Int64 = 0
  /// Whether the store keeps a record of the person.
  var hasRecord = false
  /// Whether it was told the announcements.
  var isGreeted = false
  /// Whether the person's record could not be read when it came back.
  var isUnread = false
  /// What its access token says; nil for those who came in without.
  var access: AccessToken?
  /// When that ends it.
  var expiry: Scheduled<Void>?
  /// Whether it came in with a bot's token, so that the next one is one as well.
  var hasBotToken = false

  init(
    number: ConnectionNumber, connection: ConnectionID, person: Person, network: NetworkID?, loop: Int, limits: Limits,
    now: Int64
  ) {
    self.number = number
    self.connection = connection
    self.person = person
    self.network = network
    home = .loop(loop)
    queue = RequestQueue(limit: limits.queuedRequests)
    requests = RateBucket(burst: limits.requestBurst, refill: limits.requestsPerSecond, per: 1000, now: now)
    joins = RateBucket(burst: limits.joinBurst, refill: limits.joinsPerMinute, per: 60_000, now: now)
  }

  /// Its leave, for the store.
  var leave: UnfinishedLeaves.Leave { UnfinishedLeaves.Leave(connection: connection, member: person.id) }

  /// A room this session is in.
  struct Membership {
    /// Whether the server joined it at connect, so that it gets `message_history` after a reset.
    var isAutomatic: Bool
    /// Whether room events go to it already.
    var isEntered: Bool
    /// Under what the store last confirmed it.
    var standing: Standing
  }

  /// A room to join once the store is back.
  struct PostponedJoin {
    var room: RoomID
    var since: JoinStep.Since
    /// Why it waits: what requests for the room are answered meanwhile.
    var error: ChatError
  }
}

/// A request and how to answer it.
struct QueuedRequest {
  /// What is wanted, or why it is refused: a refusal waits its turn as well, so that answers come in order.
  var request: Result<ClientRequest, ChatError>
  var ack: Int64?

  /// Whether it may be under way together with others of its kind.
  var isSend: Bool { if case .success(let request) = request { request.isSend } else { false } }
}
