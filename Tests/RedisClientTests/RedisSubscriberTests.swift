import NIOCore
import ParlorTestKit
import RedisClient
import Testing

@Suite struct RedisSubscriberTests {
  /// Events as they come, without the ends of reads.
  private static func events() -> (AsyncStream<RedisSubscriberEvent>, @Sendable (RedisSubscriberEvent) -> Void) {
    let (stream, continuation) = AsyncStream.makeStream(
      of: RedisSubscriberEvent.self, bufferingPolicy: .bufferingNewest(10_000))
    return (stream, { if case .readComplete = $0 {} else { continuation.yield($0) } })
  }

  private static func show(_ event: RedisSubscriberEvent?) -> String {
    switch event {
    case .message(let channel, let payload): "\(channel): \(String(buffer: payload))"
    case .linkLost: "lost"
    case .linkRestored: "restored"
    case .readComplete: "read"
    case nil: "end"
    }
  }

  @Test func deliversMessagesInOrder() async throws {
    try await RedisFixture.withServer { redis in
      let (stream, handler) = Self.events()
      try await redis.withSubscriber(onEvent: handler) { subscriber in
        var events = stream.makeAsyncIterator()
        #expect(Self.show(await events.next()) == "restored")
        try await subscriber.subscribe("a")
        try await subscriber.subscribe("b")
        try await redis.withClient { client in
          for number in 0..<100 {
            _ = try await client.send("PUBLISH", [number % 2 == 0 ? "a" : "b", .string("\(number)")])
          }
        }
        for number in 0..<100 {
          #expect(Self.show(await events.next()) == "\(number % 2 == 0 ? "a" : "b"): \(number)")
        }
      }
    }
  }

  @Test func restoresItsChannelsAfterALostLink() async throws {
    try await RedisFixture.withServer { redis in
      let (stream, handler) = Self.events()
      try await redis.withSubscriber(onEvent: handler) { subscriber in
        var events = stream.makeAsyncIterator()
        _ = await events.next()
        for channel in ["a", "b", "c"] { try await subscriber.subscribe(channel) }
        subscriber.eventLoop.execute { subscriber.unsubscribe("c") }
        try await redis.withClient { client in
          _ = try await client.send("CLIENT", ["KILL", "TYPE", "pubsub"])
          #expect(Self.show(await events.next()) == "lost")
          #expect(Self.show(await events.next()) == "restored")
          for channel in ["a", "c", "b"] { _ = try await client.send("PUBLISH", [.string(channel), "x"]) }
          #expect(Self.show(await events.next()) == "a: x")
          #expect(Self.show(await events.next()) == "b: x")
        }
      }
    }
  }

  @Test func tellsOneLossHoweverLongRedisIsAway() async throws {
    try await RedisFixture.withServer { redis in
      let (stream, handler) = Self.events()
      try await redis.withSubscriber(onEvent: handler) { subscriber in
        var events = stream.makeAsyncIterator()
        _ = await events.next()
        try await subscriber.subscribe("a")
        try await redis.restart()
        #expect(Self.show(await events.next()) == "lost")
        #expect(Self.show(await events.next()) == "restored")
      }
    }
  }

  @Test func noticesAFrozenRedis() async throws {
    try await RedisFixture.withServer { redis in
      let (stream, handler) = Self.events()
      try await redis.withSubscriber(onEvent: handler) { subscriber in
        var events = stream.makeAsyncIterator()
        _ = await events.next()
        try await subscriber.subscribe("a")
        try redis.freeze()
        #expect(Self.show(await events.next()) == "lost")
        await #expect(throws: RedisError.self) { try await subscriber.subscribe("b") }
        try redis.thaw()
        #expect(Self.show(await events.next()) == "restored")
      }
    }
  }
}
