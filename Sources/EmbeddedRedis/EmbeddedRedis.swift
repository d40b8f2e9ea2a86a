public import Logging
public import RedisClient
public import ServiceLifecycle

/// The private redis-server of a data directory, shared by all that use the directory.
///
/// The first user starts it, later ones share it, the last one to leave stops it cleanly. It listens on a Unix socket
/// in the directory only, writes an append-only file, and runs in a session of its own.
public final class EmbeddedRedis: Service, Sendable {
  /// `${XDG_DATA_HOME:-~/.local/share}/parlor`.
  public static var defaultDataDirectory: String { "" }

  /// The redis-server of this directory; nothing happens before `start`.
  public init(dataDirectory: String, logger: Logger) {}

  /// Creates the directory if there is none, joins its redis-server or starts it, and returns its address once it
  /// answers. Throws an `EmbeddedRedisError`.
  public func start() async throws -> RedisEndpoint {
    throw EmbeddedRedisError(.notStarted, "", hint: "")
  }

  /// Watches the redis-server and starts it again should it die; on graceful shutdown leaves, and stops it when no
  /// other uses it. It must be the last service that is stopped: name it first in a service group.
  public func run() async throws {
    try? await gracefulShutdown()
  }
}
