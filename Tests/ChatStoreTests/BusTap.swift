import ChatStore
import NIOCore
import ParlorTestKit
import RedisClient

/// Listens to a room's bus.
struct BusTap: Sendable {
  private enum Event {
    case listening
    case payload(ByteBuffer)
    case lost(RedisError)
  }

  private let rig: StoreRig
  private let events: AsyncStream<Event>

  /// Listens while `body` runs.
  static func on(_ rig: StoreRig, _ body: (BusTap) async throws -> Void) async throws {
    let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(100_000))
    let hear: @Sendable (RedisSubscriberEvent) -> Void = { event in
      switch event {
      case .message(_, let payload): continuation.yield(.payload(payload))
      case .linkLost(let error): continuation.yield(.lost(error))
      case .linkRestored, .readComplete: break
      }
    }
    try await rig.fixture.withSubscriber(onEvent: hear) { subscriber in
      let end = ContinuousClock.now + .seconds(60)
      while true {
        do {
          try await listen(subscriber) { continuation.yield(.listening) }
          break
        } catch {
          if ContinuousClock.now > end { throw error }
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      // What was lost before does not matter.
      for await event in events { if case .listening = event { break } }
      try await body(BusTap(rig: rig, events: events))
    }
    continuation.finish()
  }

  /// Subscribes; `confirmed` is called before anything that comes after.
  private static func listen(_ subscriber: RedisSubscriber, confirmed: @escaping @Sendable () -> Void) async throws {
    let promise = subscriber.eventLoop.makePromise(of: Void.self)
    subscriber.eventLoop.execute {
      subscriber.subscribe("parlor:{garden}:bus") { result in
        if case .success = result { confirmed() }
        promise.completeWith(result.mapError { $0 as any Error })
      }
    }
    try await promise.futureResult.get()
  }

  /// All that was published since the last time. Throws if the link was lost, and perhaps something with it.
  func heard() async throws -> [BusItem] {
    // What is published after everything else is heard after it.
    try await rig.redis("PUBLISH", rig.key("bus"), "end")
    var items: [BusItem] = []
    for await event in events {
      switch event {
      case .listening: break
      case .lost(let error): throw Surprise("the bus was lost while it was listened to: \(error)")
      case .payload(let payload):
        if String(buffer: payload) == "end" { return items }
        guard let item = BusItem(payload) else { throw Surprise("unreadable: \(String(buffer: payload))") }
        items.append(item)
      }
    }
    throw Surprise("nobody listens to the bus any more")
  }
}

extension BusItem {
  /// Its arguments as text.
  var text: String { String(buffer: arguments) }
}
