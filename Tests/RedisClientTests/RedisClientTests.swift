import NIOCore
import ParlorTestKit
import RedisClient
import Testing

@Suite(.timeLimit(.minutes(10))) struct RedisClientTests {
  private static let push = RedisScript(
    name: "push", source: "return redis.call('RPUSH', KEYS[1], ARGV[1])", readOnly: false)
  private static let look = RedisScript(
    name: "look", source: "return redis.call('LRANGE', KEYS[1], 0, -1)", readOnly: true)

  @Test func answersOfOneTickComeInOrder() async throws {
    try await RedisFixture.withServer { redis in
      try await redis.withClient { client in
        let answers = try await client.eventLoop.flatSubmit {
          let seen = NIOLoopBoundBox([Int64](), eventLoop: client.eventLoop)
          let done = client.eventLoop.makePromise(of: [Int64].self)
          for number in 1...5_000 {
            client.send("INCR", ["n"]) { result in
              seen.value.append((try? result.get())?.int64 ?? -1)
              if number == 5_000 { done.succeed(seen.value) }
            }
          }
          return done.futureResult
        }.get()
        #expect(answers == Array(1...5_000))
      }
    }
  }

  @Test func aRedisErrorIsTheFailureOfItsCommandOnly() async throws {
    try await RedisFixture.withServer { redis in
      try await redis.withClient { client in
        _ = try await client.send("SET", ["k", "text"])
        let error = await #expect(throws: RedisError.self) { try await client.send("INCR", ["k"]) }
        #expect(error?.replyPrefix == "ERR" && error?.wasSent == true)
        #expect(try await client.send("GET", ["k"]).string == "text")
      }
    }
  }

  @Test func fullRedisRefusesWritesAndRunsReadOnlyScripts() async throws {
    var options = RedisFixture.Options()
    options.maxMemory = 1
    try await RedisFixture.withServer(options) { redis in
      try await redis.withClient(scripts: [Self.push, Self.look]) { client in
        let error = await #expect(throws: RedisError.self) {
          try await client.evaluate(Self.push, keys: ["l"], arguments: ["a"])
        }
        #expect(error?.replyPrefix == "OOM")
        let list = try await client.evaluate(Self.look, keys: ["l"], arguments: [])
        #expect(list == .array([]))
      }
    }
  }

  @Test func failsAtOnceWithoutAConnection() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let endpoint = RedisEndpoint(address: .unixSocket(path: directory.path + "/none"))
    let client = RedisFixture.client(RedisClientConfiguration(endpoint: endpoint))
    let running = Task { try await client.run() }
    let error = await #expect(throws: RedisError.self) { try await client.send("PING") }
    #expect(error?.code == .notConnected && error?.wasSent == false)
    running.cancel()
    _ = await running.result
    let after = await #expect(throws: RedisError.self) { try await client.send("PING") }
    #expect(after?.code == .stopped)
  }

  @Test func repeatsRefusedScriptsInOrderBeforeNewCommands() async throws {
    try await RedisFixture.withServer { redis in
      try await redis.withClient(scripts: [Self.push, Self.look]) { client in
        _ = try await client.send("SCRIPT", ["FLUSH"])
        try await client.eventLoop.flatSubmit {
          let done = client.eventLoop.makePromise(of: Void.self)
          client.evaluate(Self.push, keys: ["l"], arguments: ["a"]) { _ in }
          client.evaluate(Self.push, keys: ["l"], arguments: ["b"]) { _ in }
          // Runs at once, for it was written before the refusal was known; what it sends is new and must wait.
          client.send("RPUSH", ["l", "c"]) { _ in
            client.send("RPUSH", ["l", "d"]) { _ in }
            client.evaluate(Self.push, keys: ["l"], arguments: ["e"]) { _ in done.succeed(()) }
          }
          return done.futureResult
        }.get()
        let list = try await client.evaluate(Self.look, keys: ["l"], arguments: [])
        #expect(list.array?.compactMap(\.string) == ["c", "a", "b", "d", "e"])
      }
    }
  }

  @Test func runsAScriptThatWasNotConfigured() async throws {
    try await RedisFixture.withServer { redis in
      try await redis.withClient { client in
        for count in 1...3 {
          #expect(try await client.evaluate(Self.push, keys: ["l"], arguments: ["a"]).int64 == Int64(count))
        }
        let used = try await client.send("INFO", ["commandstats"]).string ?? ""
        #expect(used.contains("cmdstat_evalsha:calls=2") && used.contains("cmdstat_eval:calls=1"))
      }
    }
  }

  @Test func readyObserversSendFirst() async throws {
    try await RedisFixture.withServer { redis in
      let client = RedisFixture.client(RedisFixture.patient(redis.endpoint))
      client.onLinkChange { state in
        if case .ready = state { client.send("RPUSH", ["l", "first"]) { _ in } }
      }
      let running = Task { try await client.run() }
      try await client.untilReady()
      _ = try await client.send("RPUSH", ["l", "second"])
      #expect(
        try await client.send("LRANGE", ["l", "0", "-1"]).array?.compactMap(\.string) == ["first", "second"])
      running.cancel()
      _ = await running.result
    }
  }

  @Test func stoppingWaitsForAnswers() async throws {
    try await RedisFixture.withServer { redis in
      let client = RedisFixture.client(RedisFixture.patient(redis.endpoint))
      let running = Task { try await client.run() }
      try await client.untilReady()
      let answer = client.eventLoop.makePromise(of: RESPValue.self)
      client.eventLoop.execute {
        client.send("BLPOP", ["nothing", "0.2"]) { answer.completeWith($0.mapError { $0 as any Error }) }
        running.cancel()
      }
      #expect(try await answer.futureResult.get() == .null)
      _ = await running.result
    }
  }

  @Test func rejectsBeyondTheMostPendingCommands() async throws {
    try await RedisFixture.withServer { redis in
      var configuration = RedisFixture.patient(redis.endpoint)
      configuration.maxPendingCommands = 3
      try await RedisFixture.withClient(configuration) { client in
        let rejected = try await client.eventLoop.flatSubmit {
          let count = NIOLoopBoundBox(0, eventLoop: client.eventLoop)
          let done = client.eventLoop.makePromise(of: Int.self)
          for number in 1...5 {
            client.send("PING") { result in
              if case .failure(let error) = result, error.code == .tooManyPending { count.value += 1 }
              // The last one that is taken is the last one answered.
              if number == 3 { done.succeed(count.value) }
            }
          }
          return done.futureResult
        }.get()
        #expect(rejected == 2)
        #expect(try await client.send("PING").string == "PONG")
      }
    }
  }

  @Test func usesTheDatabaseOfItsAddress() async throws {
    try await RedisFixture.withServer { redis in
      var configuration = RedisFixture.patient(redis.endpoint)
      configuration.endpoint.database = 3
      try await RedisFixture.withClient(configuration) { client in
        _ = try await client.send("SET", ["k", "v"])
        let keyspace = try await client.send("INFO", ["keyspace"]).string
        #expect(keyspace?.contains("db3:keys=1") == true && keyspace?.contains("db0") == false)
      }
    }
  }
}
