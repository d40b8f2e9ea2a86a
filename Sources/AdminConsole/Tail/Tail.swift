import ChatModel
import ChatStore
import Logging
import NIOCore
import NIOPosix
import RedisClient

/// Shows what is said in rooms while it is said.
struct Tail {
  private enum Event: Sendable {
    case item(RoomID, BusItem)
    /// Something may have been missed: all logs are looked at.
    case look
  }

  /// What waits to be shown; what is too much is found again in the logs.
  private static let waiting = 1024

  let context: AdminContext
  let rooms: [RoomID]
  /// Shows a message.
  let show: @Sendable (RoomID, StoredMessage, _ isUpdate: Bool) throws(AdminError) -> Void

  /// Runs until it is cancelled; `last` messages of each room come first.
  ///
  /// - Parameter begun: called when nothing that is said from then on is missed.
  func run(last: Int, begun: () -> Void = {}) async throws(AdminError) {
    let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(Self.waiting))
    let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    let connected = eventLoop.makePromise(of: Result<Void, RedisError>.self)
    let subscriber = makeSubscriber(eventLoop, connected, continuation)
    let running = Task { try await subscriber.run() }
    let clock = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .seconds(5))
        continuation.yield(.look)
      }
    }
    defer {
      clock.cancel()
      running.cancel()
    }
    guard let outcome = try? await connected.futureResult.get() else { throw .interrupted }
    if case .failure(let error) = outcome { throw AdminError(.unreachable, error.description) }
    try await subscribe(subscriber)
    var tails: [RoomID: RoomTail] = [:]
    for room in rooms { tails[room] = try await begin(room, last: last) }
    begun()
    for await event in events {
      switch event {
      case .look: for room in rooms { try await read(room, &tails[room]) }
      case .item(let room, let item):
        switch tails[room]?.received(item) {
        case .show(let message): try show(room, message, false)
        case .update(let message): try show(room, message, true)
        case .read: try await read(room, &tails[room])
        case .some(.none), nil: break
        }
      }
    }
    throw .interrupted
  }

  private func makeSubscriber(
    _ eventLoop: any EventLoop, _ connected: EventLoopPromise<Result<Void, RedisError>>,
    _ continuation: AsyncStream<Event>.Continuation
  ) -> RedisSubscriber {
    let subscriber = RedisSubscriber(
      configuration: RedisClientConfiguration(endpoint: context.session.configuration.endpoint),
      eventLoop: eventLoop,
      logger: Logger(label: "parlor.tail") { _ in SwiftLogNoOpLogHandler() })
    var channels: [String: RoomID] = [:]
    for room in rooms { channels[context.store.keys.bus(room)] = room }
    let known = channels
    subscriber.onEvent { event in
      switch event {
      case .message(let channel, let payload):
        if let room = known[channel], let item = BusItem(payload) { continuation.yield(.item(room, item)) }
      // The promise keeps its first value.
      case .linkRestored:
        connected.succeed(.success(()))
        continuation.yield(.look)
      case .linkLost(let error): connected.succeed(.failure(error))
      case .readComplete: break
      }
    }
    return subscriber
  }

  /// Subscribes to all rooms; what is published from then on is brought.
  private func subscribe(_ subscriber: RedisSubscriber) async throws(AdminError) {
    let channels = rooms.map { context.store.keys.bus($0) }
    let outcome: Result<Void, RedisError> = await withCheckedContinuation { continuation in
      subscriber.eventLoop.execute {
        var open = channels.count
        var failure: RedisError?
        for channel in channels {
          subscriber.subscribe(channel) { result in
            open -= 1
            if case .failure(let error) = result { failure = failure ?? error }
            if open == 0 { continuation.resume(returning: failure.map { .failure($0) } ?? .success(())) }
          }
        }
      }
    }
    if case .failure(let error) = outcome { throw AdminError(.unreachable, error.description) }
  }

  private func begin(_ room: RoomID, last: Int) async throws(AdminError) -> RoomTail {
    let messages = try await context.ask { () throws(StoreError) in
      try await context.store.messages(of: room, in: MessageSpan(), newest: true, limit: max(1, last))
    }
    for message in messages.suffix(last) { try show(room, message, false) }
    return RoomTail(lastID: messages.last?.id.microseconds ?? 0)
  }

  private func read(_ room: RoomID, _ tail: inout RoomTail?) async throws(AdminError) {
    while let span = tail?.next {
      let (messages, epoch) = try await context.ask { () throws(StoreError) in
        let messages = try await context.store.messages(of: room, in: span, newest: false)
        return (messages, try await context.store.epoch(of: room))
      }
      for message in messages { try show(room, message, false) }
      tail?.read(messages, epoch: epoch)
      if messages.count < 200 { break }
    }
  }
}
