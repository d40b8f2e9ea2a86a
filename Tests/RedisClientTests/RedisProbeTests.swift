import ParlorTestKit
import RedisClient
import Testing

@Suite(.timeLimit(.minutes(10))) struct RedisProbeTests {
  @Test func tellsWhatTheServerIs() async throws {
    var options = RedisFixture.Options()
    options.appendOnly = true
    options.password = "secret"
    try await RedisFixture.withServer(options) { redis in
      let info = try await RedisClient.probe(redis.endpoint)
      #expect(info.version.major >= 7 && info.runID.utf8.count == 40 && info.role == .primary && !info.isReadOnly)
      #expect(info.appendOnly == true && info.appendFsync == "always" && info.save == "")
      #expect(info.maxMemoryPolicy == "noeviction" && info.masterReplid2 == String(repeating: "0", count: 40))
    }
  }

  @Test func refusesAMissingOrWrongPassword() async throws {
    var options = RedisFixture.Options()
    options.password = "secret"
    try await RedisFixture.withServer(options) { redis in
      var endpoint = redis.endpoint
      endpoint.password = nil
      let missing = await #expect(throws: RedisError.self) { try await RedisClient.probe(endpoint) }
      #expect(missing?.replyPrefix == "NOAUTH" && missing?.hint.isEmpty == false)
      endpoint.password = "hunter2"
      let wrong = await #expect(throws: RedisError.self) { try await RedisClient.probe(endpoint) }
      #expect(wrong?.replyPrefix == "WRONGPASS" && wrong?.description.contains("hunter2") == false)
    }
  }

  @Test func refusesAReadOnlyReplica() async throws {
    var options = RedisFixture.Options()
    options.extra = ["--replicaof", "127.0.0.1", "1"]
    try await RedisFixture.withServer(options) { redis in
      let error = await #expect(throws: RedisError.self) { try await RedisClient.probe(redis.endpoint) }
      #expect(error?.code == .readOnlyReplica)
    }
  }

  @Test func saysThatThereIsNoSocket() async throws {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    let endpoint = RedisEndpoint(address: .unixSocket(path: directory.path + "/none"))
    let error = await #expect(throws: RedisError.self) { try await RedisClient.probe(endpoint) }
    #expect(error?.code == .connectFailed && error?.message.contains("no such socket") == true)
  }

  @Test func saysThatTheConnectionWasRefused() async throws {
    try await ClosedPort.run { port in
      let endpoint = RedisEndpoint(address: .host("127.0.0.1", port: port))
      let error = await #expect(throws: RedisError.self) { try await RedisClient.probe(endpoint) }
      #expect(error?.code == .connectFailed && error?.message.contains("refused") == true)
    }
  }

  @Test func refusesAnOldRedis() async throws {
    try await FakeRedis.withServer(answer: "", version: "6.2.1") { endpoint in
      let error = await #expect(throws: RedisError.self) { try await RedisClient.probe(endpoint) }
      #expect(error?.code == .tooOld)
    }
  }
}
