import NIOCore
import ParlorTestKit
import RedisClient
import Testing

@Suite(.timeLimit(.minutes(10))) struct RedisClientFaultTests {
  @Test func noLateAnswerIsTakenForAnothersAfterAMissedDeadline() async throws {
    try await RedisFixture.withServer { redis in
      var configuration = RedisClientConfiguration(endpoint: redis.endpoint)
      configuration.commandDeadline = .seconds(1)
      try await RedisFixture.withClient(configuration) { client in
        let before = try await client.untilReady()
        let lost = client.nextLoss()
        try redis.freeze()
        let error = await #expect(throws: RedisError.self) { try await client.send("ECHO", ["early"]) }
        #expect(error?.code == .timedOut && error?.wasSent == true)
        _ = try await lost.get()
        try redis.thaw()
        let after = try await client.untilReady()
        #expect(after.runID == before.runID && after.connectionID != before.connectionID)
        #expect(try await client.send("ECHO", ["late"], deadline: .seconds(60)).string == "late")
      }
    }
  }

  @Test func aBusyRedisThatGoesOnAnsweringIsNotCutOff() async throws {
    try await RedisFixture.withServer { redis in
      var configuration = RedisClientConfiguration(endpoint: redis.endpoint)
      configuration.commandDeadline = .seconds(5)
      try await RedisFixture.withClient(configuration) { client in
        let before = try await client.untilReady().connectionID
        // Each keeps the connection for half a second, so that the last is answered long after its own deadline.
        try await withThrowingTaskGroup { group in
          for _ in 0..<12 { group.addTask { _ = try await client.send("BLPOP", ["nothing", "0.5"]) } }
          try await group.waitForAll()
        }
        #expect(try await client.send("CLIENT", ["ID"]).int64 == before)
      }
    }
  }

  @Test func anAnswerThatWaitsToBeReadIsNotLate() async throws {
    try await RedisFixture.withServer { redis in
      var configuration = RedisClientConfiguration(endpoint: redis.endpoint)
      configuration.commandDeadline = .milliseconds(100)
      try await redis.withClient { observer in
        try await StandingLoop.run { loop in
          try await RedisFixture.withClient(configuration, on: loop.eventLoop) { client in
            let before = try await client.untilReady().connectionID
            let answer = client.eventLoop.makePromise(of: RESPValue.self)
            client.eventLoop.execute {
              client.send("RPUSH", ["list", "x"], deadline: .seconds(1)) {
                answer.completeWith($0.mapError { $0 })
              }
              // The command goes out first.
              client.eventLoop.execute { loop.standStill() }
            }
            // Once it has taken effect and another was answered after it, its answer lies in the socket.
            _ = try await observer.send("BLPOP", ["list", "0"])
            _ = try await observer.send("PING")
            // Its deadline is over, and so is the time of a Redis that answers nothing at all.
            try await Task.sleep(for: .milliseconds(1200))
            loop.goOn()
            #expect(try await answer.futureResult.get() == .integer(1))
            #expect(try await client.send("CLIENT", ["ID"], deadline: .seconds(60)).int64 == before)
          }
        }
      }
    }
  }

  @Test func aNewConnectionEndsTheOneItReplaces() async throws {
    try await RedisFixture.withServer { redis in
      var configuration = RedisClientConfiguration(endpoint: redis.endpoint)
      configuration.commandDeadline = .seconds(1)
      try await RedisFixture.withClient(configuration) { client in
        let old = try await client.untilReady().connectionID
        let lost = client.nextLoss()
        // A Redis that stands still does not read that the connection was closed.
        try redis.freeze()
        let error = await #expect(throws: RedisError.self) { try await client.send("ECHO", ["early"]) }
        #expect(error?.code == .timedOut)
        _ = try await lost.get()
        try redis.thaw()
        try await client.untilReady()
        let clients = try await client.send("CLIENT", ["LIST"], deadline: .seconds(60)).string ?? ""
        #expect(!clients.contains("id=\(old) "))
        // Once for each connection it made since; on a slow machine the first may have come to nothing.
        let used = try await client.send("INFO", ["commandstats"], deadline: .seconds(60)).string ?? ""
        #expect(used.contains(/cmdstat_client\|kill:calls=[1-9]/))
      }
    }
  }

  @Test func allThatWaitFailWithOneMissedDeadline() async throws {
    try await RedisFixture.withServer { redis in
      var configuration = RedisClientConfiguration(endpoint: redis.endpoint)
      configuration.commandDeadline = .milliseconds(100)
      try await RedisFixture.withClient(configuration) { client in
        try redis.freeze()
        defer { try? redis.thaw() }
        let codes = try await client.eventLoop.flatSubmit {
          let codes = NIOLoopBoundBox([RedisError.Code](), eventLoop: client.eventLoop)
          let done = client.eventLoop.makePromise(of: [RedisError.Code].self)
          for milliseconds in [600_000, 100, 600_000] {
            client.send("PING", [], deadline: .milliseconds(Int64(milliseconds))) { result in
              if case .failure(let error) = result { codes.value.append(error.code) }
              if codes.value.count == 3 { done.succeed(codes.value) }
            }
          }
          return done.futureResult
        }.get()
        #expect(codes == [.connectionLost, .timedOut, .connectionLost])
      }
    }
  }

  @Test func reconnectsToARestartedRedisAndLoadsItsScripts() async throws {
    let script = RedisScript(name: "one", source: "return 1", readOnly: true)
    try await RedisFixture.withServer { redis in
      try await redis.withClient(scripts: [script]) { client in
        let before = try await client.untilReady()
        let lost = client.nextLoss()
        try await redis.kill()
        _ = try await lost.get()
        let error = await #expect(throws: RedisError.self) { try await client.send("PING") }
        #expect(error?.code == .notConnected)
        try await redis.start()
        let after = try await client.untilReady()
        #expect(after.runID != before.runID)
        #expect(try await client.evaluate(script, keys: [], arguments: []) == .integer(1))
        #expect(try await client.send("INFO", ["commandstats"]).string?.contains("cmdstat_eval:") == false)
      }
    }
  }

  @Test(arguments: [
    "HTTP/1.1 400 Bad Request\r\n\r\n", "*2147483647\r\n", OddReply(repeating: "*1\r\n", count: 20), "$-5\r\n",
    OddReply(repeating: "x", count: 5_000, after: "$5000\r\n"), "+OK\r\n+OK\r\n+OK\r\n", "%1\r\n", "\0",
  ])
  func oddAnswersEndTheConnectionOnly(_ answer: OddReply) async throws {
    try await FakeRedis.withServer(answer: answer.text) { endpoint in
      var configuration = RedisFixture.patient(endpoint)
      configuration.maxReplyBytes = 4_096
      try await RedisFixture.withClient(configuration) { client in
        let lost = client.nextLoss()
        _ = try? await client.send("PING")
        let error = try await lost.get()
        #expect(error.code == .protocolViolation)
        // It comes back by itself.
        try await client.untilReady()
      }
    }
  }
}

extension RedisClient {
  /// The reason of the next loss of the connection.
  func nextLoss() -> EventLoopFuture<RedisError> {
    let promise = eventLoop.makePromise(of: RedisError.self)
    onLinkChange { state in
      if case .lost(let error) = state { promise.succeed(error) }
    }
    return promise.futureResult
  }
}
