import ChatModel
import JSONText

/// A client's life as a value: connecting, live, waiting, and in it the rooms it is in and the requests that wait.
///
/// Its methods are named after what happened and return what is to be done, in order. Times are parameters.
struct ClientStateMachine: Sendable {
  /// What is to be done.
  enum Action: Equatable {
    /// Open a connection.
    case connect
    /// Send this text message.
    case send([UInt8])
    /// Close the connection; nothing of it is to be reported any more.
    case closeTransport
    /// The consumer hears of this.
    case emit(ChatEvent)
    /// A request has its answer.
    case finish(RequestID, Result<ClientAnswer, ChatClientError>)
    /// The client is over.
    case end(ChatClientError?)
  }

  enum Life: Equatable {
    case idle
    /// A connection is being opened and must be let in by then.
    case connecting(until: ContinuousClock.Instant)
    case live
    case waiting(until: ContinuousClock.Instant)
    case expelled
    case closed
  }

  /// What an acknowledgement is awaited for.
  enum Awaited {
    case request(RequestID)
    case room(RoomID)
  }

  let configuration: ChatClientConfiguration
  let random: @Sendable () -> Double
  var life = Life.idle
  var wire: WireStateMachine?
  var attempt = 0
  var resume: String?
  /// When the server that stops wants to see the client again.
  var comeBack: Duration?
  /// Who the server said the client is.
  var me: ChatMember?
  var rooms: [RoomID: ClientRoom] = [:]
  var requests: [RequestID: PendingRequest] = [:]
  /// The messages of a room wait in order: one is under way at a time.
  var sends: [RoomID: [RequestID]] = [:]
  var awaited: [Int64: Awaited] = [:]
  private var lastAck: Int64 = 0
  private var lastRequest: Int64 = 0
  private var actions: [Action] = []

  /// - Parameter random: numbers from 0 to 1.
  init(_ configuration: ChatClientConfiguration, random: @escaping @Sendable () -> Double) {
    self.configuration = configuration
    self.random = random
    resume = configuration.credentials.resume
    for wanted in configuration.rooms {
      rooms[wanted.room] = ClientRoom(position: wanted.since, isKept: true)
    }
  }

  /// How the client stands.
  private(set) var state = ClientState.idle

  mutating func become(_ state: ClientState) {
    self.state = state
    emit(.state(state))
  }

  mutating func emit(_ event: ChatEvent) { actions.append(.emit(event)) }
  mutating func act(_ action: Action) { actions.append(action) }

  /// What is to be done, once.
  mutating func takeActions() -> [Action] {
    defer { actions = [] }
    return actions
  }

  mutating func newAck(_ awaited: Awaited) -> Int64 {
    lastAck += 1
    self.awaited[lastAck] = awaited
    return lastAck
  }

  mutating func newRequestID() -> RequestID {
    lastRequest += 1
    return RequestID(number: lastRequest)
  }
}

// MARK: - Connecting

extension ClientStateMachine {
  /// The owner starts the client.
  mutating func started(now: ContinuousClock.Instant) -> [Action] {
    guard life == .idle else { return [] }
    connect(now: now)
    return takeActions()
  }

  mutating func connect(now: ContinuousClock.Instant) {
    attempt += 1
    life = .connecting(until: now + configuration.connectDeadline)
    become(.connecting(attempt: attempt))
    act(.connect)
  }

  /// The WebSocket is open.
  mutating func transportOpened(now: ContinuousClock.Instant) {
    guard case .connecting = life else { return }
    wire = WireStateMachine(auth: auth, now: now)
  }

  private var auth: JSONObject {
    // Rooms are joined by requests, whose answers say how they continue what is known.
    var auth: JSONObject = ["room": .null]
    if let resume { auth["resume"] = .string(resume) }
    if let token = configuration.freshToken?() ?? configuration.credentials.token { auth["token"] = .string(token) }
    if let name = configuration.name { auth["name"] = .string(name) }
    if configuration.isBot { auth["bot"] = true }
    return auth
  }

  /// The connection ended, or did not come about.
  mutating func transportClosed(_ error: ChatClientError, now: ContinuousClock.Instant) -> [Action] {
    lost(error, now: now)
    return takeActions()
  }

  mutating func lost(_ error: ChatClientError, now: ContinuousClock.Instant) {
    switch life {
    case .idle, .waiting, .expelled, .closed: return
    case .connecting, .live: break
    }
    if error.code.ofServer == .tooLarge { refuseLargest() }
    dropConnection()
    let wait = max(comeBack ?? .zero, configuration.backoff.wait(afterFailures: attempt, random: random()))
    comeBack = nil
    life = .waiting(until: now + wait)
    become(.reconnecting(after: wait, because: error))
  }

  /// Forgets all that hung on the connection; what can be repeated waits for the next one.
  private mutating func dropConnection() {
    wire?.closed()
    wire = nil
    awaited = [:]
    for room in rooms.keys { rooms[room]?.phase = .outside }
    for (id, pending) in requests.sorted(by: { $0.key < $1.key }) where pending.isUnderWay {
      if case .leave = pending.request {
        // The next connection is not in the room.
        finish(id, .success(.fields([:])), now: nil)
      } else if pending.request.isRepeatable {
        requests[id]?.isUnderWay = false
      } else {
        let error = ChatClientError(
          .connectionLost, "The connection was lost before the answer came.",
          hint: "Look whether it was done before trying again.", mayHaveHappened: true)
        finish(id, .failure(error), now: nil)
      }
    }
  }

  mutating func wentLive(now: ContinuousClock.Instant) {
    life = .live
    attempt = 0
    become(.live)
    for room in rooms.keys.sorted() { sendJoin(room) }
    for id in requests.keys.sorted() { transmitIfDue(id, now: now) }
  }

  /// The server took the client out of its last room.
  mutating func expelled() {
    dropConnection()
    life = .expelled
    attempt = 0
    rooms = [:]
    act(.closeTransport)
    become(.expelled)
    finishAll(.expelled)
  }

  /// The owner closes the client.
  mutating func stopped(_ error: ChatClientError? = nil) -> [Action] {
    guard life != .closed else { return [] }
    if life == .live { act(.send(Array("41".utf8))) }
    close(error)
    return takeActions()
  }

  /// It is over, for this reason or because the owner wants it.
  mutating func close(_ error: ChatClientError?) {
    dropConnection()
    life = .closed
    act(.closeTransport)
    finishAll(error ?? .closed)
    become(.closed(error))
    act(.end(error))
  }
}
