import RedisClient
import Subprocess
import SystemPackage

/// The `redis-server` program: its version, and how it is started.
struct RedisServerProgram: Sendable {
  /// Its name, looked up in `PATH`, or its path.
  let name: String

  private var executable: Executable {
    name.contains("/") ? .path(FilePath(name)) : .name(name)
  }

  /// Throws unless the program is there and new enough.
  func checkVersion() async throws {
    let answer = try await run(["--version"]).output
    // `Redis server v=7.0.15 sha=00000000:0 malloc=…`
    let word = answer.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("v=") }
    let version = RedisServerInfo.Version(parsing: String(word?.dropFirst(2) ?? ""))
    guard version.major >= 7 else {
      throw EmbeddedRedisError(
        .tooOld, "The redis-server program is version \(version); 7.0 or newer is needed.",
        hint: "upgrade it, or name another Redis with --redis")
    }
  }

  /// Starts the server of a directory in the background, in a session of its own. Returns before it answers.
  func launch(in directory: RedisDirectory) async throws {
    let (isSuccess, output) = try await run([
      "--port", "0", "--unixsocket", directory.socket, "--unixsocketperm", "700", "--dir", directory.path,
      "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
      "--pidfile", directory.pidFile, "--logfile", directory.log, "--daemonize", "yes",
    ])
    guard isSuccess else {
      let lines = output.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
      throw Self.notStarted(lines.last.map(String.init) ?? directory.lastLogLine, directory)
    }
  }

  /// The server did not come up; `reason` is what it said last.
  static func notStarted(_ reason: String?, _ directory: RedisDirectory) -> EmbeddedRedisError {
    EmbeddedRedisError(
      .notStarted, "redis-server does not come up: \(reason ?? "it says nothing").", hint: "see \(directory.log)")
  }

  private func run(_ arguments: [String]) async throws -> (isSuccess: Bool, output: String) {
    var options = PlatformOptions()
    // Ctrl-C in the terminal goes to a whole session; the server must outlive it.
    options.createSession = true
    do {
      let result = try await Subprocess.run(
        executable, arguments: Arguments(arguments), platformOptions: options, output: .string(limit: 65_536),
        error: .combinedWithOutput)
      return (result.terminationStatus.isSuccess, result.standardOutput)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw EmbeddedRedisError(
        .notInstalled, "There is no redis-server program.",
        hint: "apt install redis-server, or name a Redis with --redis")
    }
  }
}
