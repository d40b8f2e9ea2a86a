import ChatStore
import NIOCore
import ParlorTestKit
import RedisClient

/// Listens to a room's bus.
struct BusTap: Sendable {
  private let rig: StoreRig
  private let payloads: AsyncStream<ByteBuffer>

  /// Listens while `body` runs.
  static func on(_ rig: StoreRig, _ body: (BusTap) async throws -> Void) async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(100_000))
    let hear: @Sendable (RedisSubscriberEvent) -> Void = { event in
      if case .message(_, let payload) = event { continuation.yield(payload) }
    }
    try await rig.fixture.withSubscriber(onEvent: hear) { subscriber in
      var attempts = 0
      while true {
        do {
          try await subscriber.subscribe("parlor:{garden}:bus")
          break
        } catch {
          attempts += 1
          if attempts > 1000 { throw error }
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      try await body(BusTap(rig: rig, payloads: stream))
    }
    continuation.finish()
  }

  /// All that was published since the last time.
  func heard() async throws -> [BusItem] {
    // What is published after everything else is heard after it.
    try await rig.redis("PUBLISH", rig.key("bus"), "end")
    var items: [BusItem] = []
    for await payload in payloads {
      if String(buffer: payload) == "end" { break }
      guard let item = BusItem(payload) else { throw Surprise("unreadable: \(String(buffer: payload))") }
      items.append(item)
    }
    return items
  }
}

extension BusItem {
  /// Its arguments as text.
  var text: String { String(buffer: arguments) }
}
