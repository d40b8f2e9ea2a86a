import ChatModel
import ChatStore
import ChatTransport
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
  var generator = SystemRandomNumberGenerator()

  var sessions: [ConnectionNumber: Session] = [:]
  var connections: [ConnectionID: Session] = [:]
  var rates: [MemberID: PersonRates] = [:]
  var rooms: [RoomID: Room] = [:]
  var lastRoomNumber: UInt64 = 0
  var authenticator: GuestAuthenticator?
  var isStopping = false

  init(
    configuration: ChatServerConfiguration, loop: any EventLoop, store: ChatStore, subscriber: RedisSubscriber,
    mailboxes: LoopMailboxes, readiness: Readiness, logger: Logger
  ) {
    self.configuration = configuration
    limits = configuration.limits
    self.loop = loop
    self.store = store
    self.subscriber = subscriber
    self.mailboxes = mailboxes
    self.readiness = readiness
    self.logger = logger
  }

  /// What the socket loops report, in order.
  func handle(_ events: [LoopEvent]) {
    for event in events {
      switch event {
      case .connect(let number, let loop, let auth): connect(number, loop: loop, auth: auth)
      case .request(let number, let event): sessions[number].map { received(event, from: $0) }
      case .disconnected(let number): sessions[number].map { left($0) }
      case .closed(let number, _): sessions[number].map { dropped($0) }
      case .moving(let number, let loop): beginMove(number, from: loop)
      case .moved(let number, let loop): sessions[number].map { endMove($0, on: loop) }
      }
    }
  }
}
