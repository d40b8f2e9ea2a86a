import ChatModel
import ChatStore
import NIOCore
import ParlorTestKit
import RedisClient

/// A store on a Redis of its own, with short ways to do what a server does.
struct StoreRig: Sendable {
  let fixture: RedisFixture
  let client: RedisClient
  let store: NIOLoopBoundBox<ChatStore>
  let room = RoomID("garden")!
  let server = ServerID("s_aaaaaaaaaaaa")!

  /// Starts a Redis, runs `body`, and ends the Redis.
  static func run(
    limits: Limits = Limits(), options: RedisFixture.Options = .init(), _ body: (StoreRig) async throws -> Void
  ) async throws {
    try await RedisFixture.withServer(options) { fixture in
      try await fixture.withClient(scripts: ChatStore.scripts) { client in
        try await body(StoreRig(fixture: fixture, client: client, limits: limits))
      }
    }
  }

  init(fixture: RedisFixture, client: RedisClient, limits: Limits) {
    self.fixture = fixture
    self.client = client
    store = .makeBoxSendingValue(
      ChatStore(redis: client, keys: Keys(), limits: limits, permanentRoom: RoomID("lobby")!),
      eventLoop: client.eventLoop)
  }

  /// Runs a step and waits for its answer.
  func ask<Value: Sendable>(
    _ step: @escaping @Sendable (ChatStore, @escaping (Result<Value, StoreError>) -> Void) -> Void
  ) async throws -> Value {
    let promise = client.eventLoop.makePromise(of: Value.self)
    client.eventLoop.execute {
      step(store.value) { result in promise.completeWith(result.mapError { $0 as any Error }) }
    }
    return try await promise.futureResult.get()
  }

  /// Sends Redis a plain command.
  @discardableResult
  func redis(_ name: String, _ arguments: RedisArgument...) async throws -> RESPValue {
    try await client.send(name, arguments)
  }

  /// The key of a part of the room.
  func key(_ part: String) -> RedisArgument { .string("parlor:{garden}:\(part)") }

  /// A view of nothing.
  var blank: RoomView { RoomView(room: room) }

  /// A view of this place.
  func view(_ epoch: Epoch, _ seq: Int64, _ id: Int64) -> RoomView {
    var view = blank
    view.saw(epoch: epoch, seq: seq, id: id)
    return view
  }

  func join(
    _ visitor: Visitor, view: RoomView? = nil, since: JoinStep.Since = .none, server: ServerID? = nil, page: Int = 50,
    people: Int = 100, version: Int64 = 0, mayCreate: Bool = true
  ) async throws -> JoinOutcome {
    let step = JoinStep(
      server: server ?? self.server, connection: visitor.connection, person: visitor.person, network: nil,
      version: version,
      mayCreate: mayCreate, since: since, page: page, people: people)
    let seen = view ?? blank
    return try await ask { store, then in store.join(step, view: seen, then: then) }
  }

  /// A join that is expected to succeed.
  func joined(
    _ visitor: Visitor, view: RoomView? = nil, since: JoinStep.Since = .none, server: ServerID? = nil, page: Int = 50,
    people: Int = 100, version: Int64 = 0
  ) async throws -> JoinAnswer {
    let outcome = try await join(
      visitor, view: view, since: since, server: server, page: page, people: people, version: version)
    guard case .joined(let answer) = outcome else { throw Surprise("not joined: \(outcome)") }
    return answer
  }

  func append(
    _ text: String, _ visitor: Visitor, view: RoomView? = nil, client: ClientMessageID? = nil
  ) async throws -> AppendOutcome {
    let draft = MessageDraft(from: visitor.person, in: room, text: text)
    let seen = view ?? blank
    return try await ask { store, then in
      store.append(
        draft, view: seen, connection: visitor.connection, member: visitor.person.id, role: visitor.person.role,
        clientID: client, then: then)
    }
  }

  /// A message that is expected to be accepted.
  @discardableResult
  func said(
    _ text: String, _ visitor: Visitor, view: RoomView? = nil
  ) async throws -> (id: MessageID, seq: Int64, epoch: Epoch) {
    let outcome = try await append(text, visitor, view: view)
    guard case .accepted(let id, let seq, let epoch) = outcome else { throw Surprise("not accepted: \(outcome)") }
    return (id, seq, epoch)
  }

  @discardableResult
  func leave(_ visitor: Visitor, view: RoomView? = nil) async throws -> Bool {
    let seen = view ?? blank
    return try await ask { store, then in
      store.leave(visitor.connection, of: visitor.person.id, view: seen, reason: .left, then: then)
    }
  }

  func setOrigin(_ origin: String) async throws {
    try await client.eventLoop.submit { store.value.origin = origin }.get()
  }

  func history(_ anchor: HistoryAnchor, limit: Int = 200) async throws -> HistoryPage {
    let seen = blank
    let page = try await ask { store, then in store.history(anchor, limit: limit, view: seen, then: then) }
    guard let page else { throw Surprise("no such room") }
    return page
  }

  func sync(_ view: RoomView, from told: LogPosition? = nil) async throws -> SyncAnswer {
    let answer = try await ask { store, then in store.sync(view, from: told, then: then) }
    guard let answer else { throw Surprise("no such room") }
    return answer
  }

  func check(_ view: RoomView) async throws -> (epoch: Epoch, seq: Int64, rev: Int64)? {
    try await ask { store, then in store.check(view, then: then) }
  }
}

/// Something else than expected.
struct Surprise: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
