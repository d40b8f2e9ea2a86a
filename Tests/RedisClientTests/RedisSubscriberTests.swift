import NIOCore
import ParlorTestKit
import RedisClient
import Testing

@Suite(.timeLimit(.minutes(10))) struct RedisSubscriberTests {
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
      try await redis.withSubscriber(deadline: .seconds(5), onEvent: handler) { subscriber in
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

  @Test func anAnswerThatWaitsToBeReadIsNotMissed() async throws {
    try await RedisFixture.withServer { redis in
      var configuration = RedisClientConfiguration(endpoint: redis.endpoint)
      configuration.commandDeadline = .seconds(1)
      try await redis.withClient { observer in
        try await StandingLoop.run { loop in
          let subscriber = RedisSubscriber(
            configuration: configuration, eventLoop: loop.eventLoop, logger: RedisFixture.silent)
          let isAsked = NIOLoopBoundBox.makeBoxSendingValue(false, eventLoop: loop.eventLoop)
          let confirmed = loop.eventLoop.makePromise(of: Void.self)
          subscriber.onEvent { event in
            guard case .linkRestored = event, !isAsked.value else { return }
            isAsked.value = true
            // Before the first heartbeat, so that nothing else was read when it comes.
            subscriber.subscribe("a") { confirmed.completeWith($0.mapError { $0 as any Error }) }
            // The request goes out first.
            loop.eventLoop.execute { loop.standStill() }
          }
          let running = Task { try await subscriber.run() }
          // Once it has taken effect and another was answered after it, its answer lies in the socket.
          while try await observer.send("PUBSUB", ["NUMSUB", "a"]).array?.last?.int64 != 1 {
            try await Task.sleep(for: .milliseconds(10))
          }
          _ = try await observer.send("PING")
          // Longer than the subscriber waits for an answer.
          try await Task.sleep(for: .milliseconds(1200))
          loop.goOn()
          await #expect(throws: Never.self) { try await confirmed.futureResult.get() }
          running.cancel()
          _ = await running.result
        }
      }
    }
  }
}
