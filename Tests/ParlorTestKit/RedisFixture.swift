import Logging
import NIOCore
import NIOPosix
public import RedisClient
import Subprocess
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A private redis-server of a test, on a Unix socket in a directory of its own.
///
/// It is reached through `withServer`, which ends it and removes its directory however the test ends.
public final class RedisFixture: Sendable {
  /// How the server is set up.
  public struct Options: Sendable {
    /// Whether it writes an append-only file.
    public var appendOnly = false
    /// When that file is synced: `always`, `everysec` or `no`.
    public var appendFsync = "always"
    /// The most memory in bytes, with `noeviction`; 0 for no limit.
    public var maxMemory = 0
    /// The password; empty for none.
    public var password = ""
    /// Further arguments for redis-server, such as `["--maxclients", "10"]`.
    public var extra: [String] = []

    /// The defaults: nothing on disk, no limit, no password.
    public init() {}
  }

  /// Its endpoint, password included.
  public let endpoint: RedisEndpoint
  /// Its directory; the socket is `redis.sock` in it.
  public let directory: String
  private let options: Options
  private let pid = Mutex<pid_t?>(nil)

  private init(directory: String, options: Options) {
    self.directory = directory
    self.options = options
    endpoint = RedisEndpoint(
      address: .unixSocket(path: directory + "/redis.sock"), password: options.password.isEmpty ? nil : options.password
    )
  }

  /// Starts a server, waits until it answers, runs `body`, and ends the server.
  public static func withServer<Result>(
    _ options: Options = Options(), _ body: (RedisFixture) async throws -> Result
  ) async throws -> Result {
    let directory = try TemporaryDirectory(prefix: "parlor-redis")
    let fixture = RedisFixture(directory: directory.path, options: options)
    do {
      try await fixture.guardAgainstCrash()
      try await fixture.start()
      let result = try await body(fixture)
      try await fixture.end(with: SIGKILL)
      directory.remove()
      return result
    } catch {
      try? await fixture.end(with: SIGKILL)
      directory.remove()
      throw error
    }
  }

  /// Starts a stopped or killed server again, with the same directory and options, and waits until it answers.
  public func start() async throws {
    let arguments =
      [
        "--port", "0", "--unixsocket", directory + "/redis.sock", "--dir", directory, "--daemonize", "yes",
        "--pidfile", directory + "/redis.pid", "--logfile", directory + "/redis.log", "--save", "",
        "--appendonly", options.appendOnly ? "yes" : "no", "--appendfsync", options.appendFsync,
        "--maxmemory", "\(options.maxMemory)", "--maxmemory-policy", "noeviction",
      ] + (options.password.isEmpty ? [] : ["--requirepass", options.password]) + options.extra
    let outcome = try await Subprocess.run(
      .name("redis-server"), arguments: Arguments(arguments), output: .discarded, error: .discarded)
    guard outcome.terminationStatus.isSuccess else { throw RedisFixtureError("redis-server did not start") }
    var attempts = 0
    while true {
      do {
        _ = try await RedisClient.probe(endpoint)
        break
      } catch {
        attempts += 1
        // A replica that refuses writes is as its test wants it.
        if error.code == .readOnlyReplica { break }
        if attempts == 500 { throw RedisFixtureError("redis-server does not answer: \(error)") }
        try await Self.pause(.milliseconds(20))
      }
    }
    let number = try Self.text(of: directory + "/redis.pid").split(separator: "\n").first.flatMap { pid_t($0) }
    guard let number else { throw RedisFixtureError("redis-server wrote no pid") }
    pid.withLock { $0 = number }
  }

  /// Ends the server cleanly (SIGTERM) and waits until it is gone.
  public func stop() async throws {
    try await end(with: SIGTERM)
  }

  /// Ends the server at once (SIGKILL) and waits until it is gone.
  public func kill() async throws {
    try await end(with: SIGKILL)
  }

  /// `stop`, then `start`.
  public func restart() async throws {
    try await stop()
    try await start()
  }

  /// Stops the server's clock (SIGSTOP): connections stay, nothing is answered.
  public func freeze() throws {
    try send(SIGSTOP)
  }

  /// Lets a frozen server run on (SIGCONT).
  public func thaw() throws {
    try send(SIGCONT)
  }

  private func send(_ signal: CInt) throws {
    guard let number = pid.withLock({ $0 }) else { throw RedisFixtureError("redis-server is not running") }
    guard systemKill(number, signal) == 0 else { throw RedisFixtureError("redis-server is gone") }
  }

  private func end(with signal: CInt) async throws {
    guard let number = pid.withLock({ $0 }) else { return }
    guard systemKill(number, signal) == 0 else {
      pid.withLock { $0 = nil }
      return
    }
    for _ in 0..<2_000 {
      guard Self.isAlive(number) else {
        pid.withLock { $0 = nil }
        return
      }
      try await Self.pause(.milliseconds(5))
    }
    throw RedisFixtureError("redis-server does not end")
  }

  /// It is not our child, so its end cannot be waited for; a process that has ended but was not collected is a zombie.
  private static func isAlive(_ number: pid_t) -> Bool {
    guard let status = try? text(of: "/proc/\(number)/stat"), let end = status.lastIndex(of: ")") else { return false }
    return status[end...].dropFirst(2).first != "Z"
  }

  /// Should the test's process crash, a small shell ends the server and removes the directory.
  private func guardAgainstCrash() async throws {
    let watch = """
      while kill -0 \(getpid()) 2>/dev/null && [ -d "$0" ]; do sleep 1; done
      [ -d "$0" ] && kill -9 "$(cat "$0/redis.pid")"; rm -rf "$0"
      """
    _ = try await Subprocess.run(
      .name("sh"),
      arguments: ["-c", #"setsid sh -c "$1" "$0" </dev/null >/dev/null 2>&1 &"#, directory, watch],
      output: .discarded, error: .discarded)
  }

  private static func pause(_ time: TimeAmount) async throws {
    // Unlike Task.sleep this also waits in a cancelled task, whose server must be ended too.
    try await MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: time) {}.futureResult.get()
  }

  private static func text(of path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw RedisFixtureError("\(path) cannot be read") }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
  }
}

private func systemKill(_ number: pid_t, _ signal: CInt) -> CInt {
  kill(number, signal)
}
