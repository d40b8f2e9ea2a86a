import ParlorTestKit
import Testing

@testable import EmbeddedRedis

@Suite(.timeLimit(.minutes(10))) struct RedisDirectoryTests {
  @Test(arguments: [
    (["XDG_DATA_HOME": "/data", "HOME": "/home/me"], "/data/parlor"),
    (["HOME": "/home/me"], "/home/me/.local/share/parlor"),
    (["XDG_DATA_HOME": "relative", "HOME": "/home/me"], "/home/me/.local/share/parlor"),
  ])
  func defaultFollowsTheBaseDirectories(_ environment: [String: String], _ expected: String) {
    #expect(RedisDirectory.defaultDataDirectory { environment[$0] } == expected)
  }

  @Test func takesTheLastLineOfALogWithoutItsTime() async throws {
    try await TemporaryDirectory.with { directory in
      let folder = try RedisDirectory(dataDirectory: directory.path)
      #expect(folder.lastLogLine == nil)
      try directory.write(
        "1:M 01 Jan 2026 00:00:00.000 * First\n1:M 01 Jan 2026 00:00:00.001 # Bad * thing\n\n", to: "redis/redis.log")
      #expect(folder.lastLogLine == "Bad * thing")
    }
  }

  @Test func aPidFileOfAnotherProgramNamesNoServer() async throws {
    try await TemporaryDirectory.with { directory in
      let folder = try RedisDirectory(dataDirectory: directory.path)
      for text in ["", "1\n", "-5\n", "text\n", "99999999999999999999\n", "2147483647\n"] {
        try directory.write(text, to: "redis/redis.pid")
        #expect(ServerProcess(of: folder) == nil)
      }
    }
  }
}
