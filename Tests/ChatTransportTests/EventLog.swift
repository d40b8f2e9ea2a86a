import ChatTransport
import NIOCore

/// What an application was told, in order, for a test to wait for.
struct EventLog: Sendable {
  enum Event: Sendable, Equatable {
    case connected(EngineHandshake.Transport)
    case text(String)
    case binary([UInt8])
    case detaching
    case adopted
    case closed(EngineCloseReason)
    case request(String)
  }

  let events: AsyncStream<Event>
  private let continuation: AsyncStream<Event>.Continuation

  init() {
    (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(100_000))
  }

  func append(_ event: Event) { continuation.yield(event) }

  /// Waits for this event; what comes before it is skipped and returned.
  @discardableResult
  func wait(for event: Event) async -> [Event] {
    var skipped: [Event] = []
    for await next in events {
      if next == event { return skipped }
      skipped.append(next)
    }
    return skipped
  }

  /// The next event.
  func next() async -> Event? {
    for await next in events { return next }
    return nil
  }
}
