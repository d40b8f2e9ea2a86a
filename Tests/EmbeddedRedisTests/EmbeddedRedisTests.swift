import NIOCore
import ParlorTestKit
import RedisClient
import Testing

@testable import EmbeddedRedis

@Suite(.timeLimit(.minutes(10))) struct EmbeddedRedisTests {
  private func redis(_ directory: TemporaryDirectory, program: String = "redis-server") -> EmbeddedRedis {
    EmbeddedRedis(dataDirectory: directory.path + "/data", program: program, logger: RedisFixture.silent)
  }

  @Test func startsAServerAsTheDesignSays() async throws {
    try await TemporaryDirectory.with { directory in
      let redis = redis(directory)
      let endpoint = try await redis.start()
      #expect(endpoint == RedisEndpoint(address: .unixSocket(path: directory.path + "/data/redis/redis.sock")))
      #expect(try await redis.start() == endpoint)
      let info = try await RedisClient.probe(endpoint)
      #expect(info.appendOnly == true && info.appendFsync == "everysec" && info.save == "")
      #expect(info.maxMemoryPolicy == "noeviction")
      try await RedisFixture.withClient(RedisFixture.patient(endpoint)) { client in
        let port = try await client.send("CONFIG", ["GET", "port"])
        #expect(port.array?.last?.string == "0")
      }
      #expect(try directory.mode(of: "data/redis") == 0o700)
      let process = try #require(ServerProcess(of: RedisDirectory(dataDirectory: directory.path + "/data")))
      #expect(try process.sessionID() != sessionID())
      await redis.release()
    }
  }

  @Test func usersShareOneServerAndTheLastStopsIt() async throws {
    try await TemporaryDirectory.with { directory in
      let first = redis(directory)
      let second = redis(directory)
      let endpoint = try await first.start()
      #expect(try await second.start() == endpoint)
      let runID = try await RedisClient.probe(endpoint).runID
      await first.release()
      await first.release()
      #expect(try await RedisClient.probe(endpoint).runID == runID)
      await second.release()
      let error = await #expect(throws: RedisError.self) { try await RedisClient.probe(endpoint) }
      #expect(error?.code == .connectFailed)
      #expect(ServerProcess(of: try RedisDirectory(dataDirectory: directory.path + "/data")) == nil)
    }
  }

  @Test func manyThatStartAtOnceShareOneServer() async throws {
    try await TemporaryDirectory.with { directory in
      let users = (0..<8).map { _ in redis(directory) }
      let runs = try await withThrowingTaskGroup(of: String.self) { group in
        for user in users { group.addTask { try await RedisClient.probe(try await user.start()).runID } }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(runs.count == 1)
      await withTaskGroup { group in
        for user in users { group.addTask { await user.release() } }
      }
      #expect(ServerProcess(of: try RedisDirectory(dataDirectory: directory.path + "/data")) == nil)
    }
  }

  @Test func whatWasWrittenIsThereAfterACleanStop() async throws {
    try await TemporaryDirectory.with { directory in
      let first = redis(directory)
      try await RedisFixture.withClient(RedisFixture.patient(try await first.start())) { client in
        for number in 0..<200 { _ = try await client.send("RPUSH", ["l", .integer(Int64(number))]) }
      }
      await first.release()
      let second = redis(directory)
      try await RedisFixture.withClient(RedisFixture.patient(try await second.start())) { client in
        let length = try await client.send("LLEN", ["l"])
        #expect(length == .integer(200))
      }
      await second.release()
    }
  }

  @Test func aSurvivorStartsAKilledServerAgain() async throws {
    try await TemporaryDirectory.with { directory in
      let redis = redis(directory)
      let endpoint = try await redis.start()
      let running = Task { try await redis.run() }
      try await RedisFixture.withClient(RedisFixture.patient(endpoint)) { client in
        _ = try await client.send("SET", ["k", "v"])
        let before = try await client.untilReady()
        let folder = try RedisDirectory(dataDirectory: directory.path + "/data")
        try await #require(ServerProcess(of: folder)).kill()
        let after = try await client.untilReady { $0.runID != before.runID }
        #expect(after.runID != before.runID)
        // The append-only file was written before the answer, and only the system's crash could lose it.
        #expect(try await client.send("GET", ["k"]).string == "v")
      }
      running.cancel()
      try await running.value
      #expect(ServerProcess(of: try RedisDirectory(dataDirectory: directory.path + "/data")) == nil)
    }
  }

  @Test func aServerThatOutlivedItsUsersIsTakenOver() async throws {
    try await TemporaryDirectory.with { directory in
      let folder = try RedisDirectory(dataDirectory: directory.path + "/data")
      // What is left when its only user was killed: a server, and no lock.
      try await RedisServerProgram(name: "redis-server").launch(in: folder)
      while folder.writtenPID == nil { try await Task.sleep(for: .milliseconds(5)) }
      let next = redis(directory)
      let endpoint = try await next.start()
      let pid = try #require(ServerProcess(of: folder)).pid
      #expect(try await RedisClient.probe(endpoint).version.major >= 7)
      await next.release()
      #expect(ServerProcess(of: folder) == nil)
      #expect(!ServerProcess.exists(pid))
    }
  }

  @Test func aServerThatListensAndAnswersLateIsWaitedFor() async throws {
    try await TemporaryDirectory.with { directory in
      let folder = try RedisDirectory(dataDirectory: directory.path + "/data")
      // One whose disk is slow while it starts: who asks first gets no answer within the time of a probe.
      try await FakeRedis.withServer(answer: "*0\r\n", socket: folder.socket, silentConnections: 1) { endpoint in
        let redis = redis(directory)
        let joined = try await redis.start()
        #expect(joined == endpoint)
        await redis.release()
      }
    }
  }

  @Test func leftOverFilesOfACrashDoNotDisturb() async throws {
    try await TemporaryDirectory.with { directory in
      let folder = try RedisDirectory(dataDirectory: directory.path + "/data")
      let first = redis(directory)
      _ = try await first.start()
      try await #require(ServerProcess(of: folder)).kill()
      await first.release()
      // The number of a process that lives and is another program.
      try directory.write("1\n", to: "data/redis/redis.pid")
      #expect(directory.exists("data/redis/redis.sock"))
      let second = redis(directory)
      let endpoint = try await second.start()
      #expect(try await RedisClient.probe(endpoint).version.major >= 7)
      await second.release()
    }
  }

  @Test func theServerInheritsNoOpenFiles() async throws {
    try await TemporaryDirectory.with { directory in
      try directory.write("", to: "ours")
      let descriptor = try directory.openInheritable("ours")
      defer { closeFile(descriptor) }
      let redis = redis(directory)
      _ = try await redis.start()
      let process = try #require(ServerProcess(of: RedisDirectory(dataDirectory: directory.path + "/data")))
      let open = try process.openFiles()
      #expect(open.contains { $0.hasSuffix(".aof") })
      #expect(!open.contains(directory.path + "/ours") && !open.contains { $0.hasSuffix(".lock") })
      await redis.release()
    }
  }
}
