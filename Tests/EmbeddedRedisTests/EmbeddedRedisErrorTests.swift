import ParlorTestKit
import RedisClient
import Testing

@testable import EmbeddedRedis

@Suite(.timeLimit(.minutes(10))) struct EmbeddedRedisErrorTests {
  private func failure(_ path: String, program: String = "redis-server") async -> EmbeddedRedisError? {
    let redis = EmbeddedRedis(dataDirectory: path, program: program, logger: RedisFixture.silent)
    let error = await #expect(throws: EmbeddedRedisError.self) { try await redis.start() }
    #expect(error?.description.contains("\n") == false && error?.hint.isEmpty == false)
    return error
  }

  @Test func saysHowToInstallAMissingProgram() async throws {
    try await TemporaryDirectory.with { directory in
      for program in ["no-such-redis-server", directory.path + "/none"] {
        let error = await failure(directory.path + "/data", program: program)
        #expect(error?.code == .notInstalled && error?.hint.contains("apt install redis-server") == true)
      }
    }
  }

  @Test func refusesAnOldProgram() async throws {
    try await TemporaryDirectory.with { directory in
      try await directory.writeProgram(
        "#!/bin/sh\necho 'Redis server v=6.0.16 sha=0:0 malloc=x bits=64'\n", to: "old")
      let error = await failure(directory.path + "/data", program: directory.path + "/old")
      #expect(error?.code == .tooOld && error?.message.contains("6.0.16") == true)
    }
  }

  @Test func countsTheBytesOfALongPath() async throws {
    try await TemporaryDirectory.with { directory in
      let error = await failure(directory.path + "/" + String(repeating: "é", count: 60))
      #expect(error?.code == .pathTooLong && error?.message.contains("107") == true)
      #expect(error?.hint.contains("--data-dir") == true)
    }
  }

  @Test func saysWhyADirectoryCannotBeMade() async throws {
    try await TemporaryDirectory.with { directory in
      try directory.write("", to: "file")
      let error = await failure(directory.path + "/file/data")
      #expect(error?.code == .unwritable && error?.message.contains("Not a directory") == true)
    }
  }

  @Test func showsTheLastLineOfAServerThatDoesNotComeUp() async throws {
    try await TemporaryDirectory.with { directory in
      _ = try RedisDirectory(dataDirectory: directory.path)
      try directory.makeFolder("redis/appendonlydir")
      try directory.write("nonsense\n", to: "redis/appendonlydir/appendonly.aof.manifest")
      let error = await failure(directory.path)
      #expect(error?.code == .notStarted && error?.message.contains("AOF manifest") == true)
      #expect(error?.hint.contains("redis.log") == true)
    }
  }

  @Test func showsWhatAProgramPrintsThatEndsAtOnce() async throws {
    try await TemporaryDirectory.with { directory in
      try await directory.writeProgram(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo v=7.2.0 && exit\necho out of luck >&2\nexit 1\n", to: "bad")
      let error = await failure(directory.path + "/data", program: directory.path + "/bad")
      #expect(error?.code == .notStarted && error?.message.contains("out of luck") == true)
    }
  }

  @Test func aFailedStartLeavesNoLockBehind() async throws {
    try await TemporaryDirectory.with { directory in
      _ = await failure(directory.path + "/data", program: "no-such-redis-server")
      let redis = EmbeddedRedis(dataDirectory: directory.path + "/data", logger: RedisFixture.silent)
      _ = try await redis.start()
      await redis.release()
      #expect(ServerProcess(of: try RedisDirectory(dataDirectory: directory.path + "/data")) == nil)
    }
  }
}
