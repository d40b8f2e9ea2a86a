import ChatModel
import ChatStore
import NIOCore
import ParlorTestKit
import RedisClient
import Testing

/// A feed on a real bus that is cut again and again.
@Suite(.timeLimit(.minutes(10))) struct FeedRepairTests {
  @Test func aBusCutAgainAndAgainLosesAndRepeatsNothing() async throws {
    var limits = Limits()
    limits.roomLog = 10_000
    try await StoreRig.run(limits: limits) { rig in
      let total = 1500
      let loop = rig.client.eventLoop
      let done = loop.makePromise(of: Void.self)
      // A feed that stays behind would be waited for without end.
      let limit = loop.scheduleTask(in: .minutes(5)) { done.fail(Surprise("the feed did not get to the end")) }
      defer { limit.cancel() }
      let reader = try await rig.reader(until: Int64(total), done: done)
      let visitor = try Visitor()
      let hear: @Sendable (RedisSubscriberEvent) -> Void = { event in loop.execute { reader.value.event(event) } }
      try await rig.fixture.withSubscriber(onEvent: hear) { subscriber in
        while (try? await subscriber.subscribe("parlor:{garden}:bus")) == nil {
          try await Task.sleep(for: .milliseconds(5))
        }
        let answer = try await rig.joined(visitor)
        try await loop.submit { reader.value.opened(answer) }.get()
        for batch in 0..<(total / 50) {
          try await loop.submit {
            for number in 0..<50 { reader.value.say("message \(batch * 50 + number)", visitor) }
          }.get()
          if batch % 3 == 1 { try await rig.redis("CLIENT", "KILL", "TYPE", "pubsub") }
        }
        try await done.futureResult.get()
        let (seqs, resets, reads) = try await loop.submit {
          (reader.value.seqs, reader.value.resets, reader.value.reads)
        }.get()
        #expect(seqs == Array(1...Int64(total)))
        #expect(resets == 0)
        #expect(reads > 0)
      }
    }
  }
}

extension StoreRig {
  /// A reader of the room on the store's event loop.
  func reader(until last: Int64, done: EventLoopPromise<Void>) async throws -> NIOLoopBound<FeedReader> {
    let (store, room, loop) = (store, room, client.eventLoop)
    return try await loop.submit {
      NIOLoopBound(FeedReader(store: store.value, room: room, until: last, done: done), eventLoop: loop)
    }.get()
  }
}
