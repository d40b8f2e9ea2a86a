public import Logging
import NIOCore
import NIOPosix
public import RedisClient
public import ServiceLifecycle

/// The private redis-server of a data directory, shared by all that use the directory.
///
/// The first user starts it, later ones share it, the last one to leave stops it cleanly; one that outlived its users
/// is taken over by the next. It listens on a Unix socket in the directory only, writes an append-only file, and runs
/// in a session of its own.
public final class EmbeddedRedis: Service, Sendable {
  /// `${XDG_DATA_HOME:-~/.local/share}/parlor`.
  public static var defaultDataDirectory: String { RedisDirectory.defaultDataDirectory() }

  /// Where the redis-server of a directory listens while somebody uses it; nothing is made or started.
  public static func endpoint(of dataDirectory: String) -> RedisEndpoint {
    RedisDirectory.endpoint(of: dataDirectory)
  }

  private let use: DirectoryUse
  private let logger: Logger

  /// The redis-server of this directory; nothing happens before `start`.
  public convenience init(dataDirectory: String = EmbeddedRedis.defaultDataDirectory, logger: Logger) {
    self.init(dataDirectory: dataDirectory, program: "redis-server", logger: logger)
  }

  init(dataDirectory: String, program: String, logger: Logger) {
    self.logger = logger
    use = DirectoryUse(
      dataDirectory: dataDirectory, program: RedisServerProgram(name: program), logger: logger)
  }

  /// Creates the directory if there is none, joins its redis-server or starts it, and returns its address once it
  /// answers. From then on this is a user of the directory, until `run` ends or `release`. Throws an
  /// `EmbeddedRedisError` with one clear line.
  public func start() async throws -> RedisEndpoint {
    try await use.join()
  }

  /// Watches the redis-server and starts it again should it die; on graceful shutdown or cancellation leaves as
  /// `release` does. It must be the last service that is stopped: name it first in a service group.
  public func run() async throws {
    let endpoint = try await start()
    let watcher = RedisClient(
      configuration: RedisClientConfiguration(endpoint: endpoint),
      eventLoop: MultiThreadedEventLoopGroup.singleton.any(),
      logger: Logger(label: "redis.watcher") { _ in SwiftLogNoOpLogHandler() })
    let (losses, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    watcher.onLinkChange { if case .lost = $0 { continuation.yield() } }
    await withTaskGroup { group in
      group.addTask { try? await watcher.run() }
      group.addTask { [use, logger] in
        // Each failed attempt to reconnect is a loss too, so this is tried again until it works.
        for await _ in losses {
          do {
            try await use.ensureRunning()
          } catch is CancellationError {
            return
          } catch {
            logger.error("redis-server cannot be started again", metadata: ["error": "\(error)"])
          }
        }
      }
      // Ends by graceful shutdown, or throws because of cancellation: both mean to leave.
      try? await gracefulShutdown()
      group.cancelAll()
    }
    await release()
  }

  /// Leaves the directory, and stops its redis-server when no other uses it. Does nothing before `start` or a second
  /// time. For use where `run` was never reached.
  public func release() async {
    // In a task of its own, for it must be done to the end also when the caller was cancelled or told to shut down: a
    // detached one, since others are born with the caller's shutdown.
    await Task.detached { [use] in await use.leave() }.value
  }
}
