import Logging
import NIOCore
import NIOPosix

extension RedisClient {
  /// Looks whether there is a usable Redis at an address: one attempt, for use at start.
  ///
  /// Throws a `RedisError` whose message and hint are fit to be shown as the one line of a failed start: refused, no
  /// such socket, wrong or missing password, older than 7.0, a read-only replica, still loading, no Redis at all.
  public static func probe(_ endpoint: RedisEndpoint) async throws(RedisError) -> RedisServerInfo {
    let silent = Logger(label: "redis.probe") { _ in SwiftLogNoOpLogHandler() }
    var configuration = RedisClientConfiguration(endpoint: endpoint)
    // Nobody is waiting to talk yet, and a busy machine is no reason to refuse a start.
    configuration.connectTimeout = .seconds(5)
    configuration.commandDeadline = .seconds(5)
    let client = RedisClient(
      configuration: configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.any(), logger: silent)
    let running = Task { try await client.run() }
    let outcome = await client.firstOutcome()
    let result: Result<RedisServerInfo, RedisError>
    switch outcome {
    case .failure(let error): result = .failure(error)
    case .success(let info) where info.isReadOnly:
      result = .failure(
        RedisError(
          .readOnlyReplica, "Redis at \(endpoint) is a replica and takes no writes.",
          hint: "use the address of its primary"))
    case .success(let info):
      do { result = .success(try await client.withSettings(info)) } catch { result = .failure(error) }
    }
    running.cancel()
    // The run ends by its cancellation only; its result says nothing more.
    _ = await running.result
    return try result.get()
  }

  /// The first state that is ready or lost.
  private func firstOutcome() async -> Result<RedisServerInfo, RedisError> {
    let eventLoop = eventLoop
    let promise = eventLoop.makePromise(of: Result<RedisServerInfo, RedisError>.self)
    onLinkChange { state in
      switch state {
      case .connecting: break
      // A promise keeps its first value.
      case .ready(let info): promise.succeed(.success(info))
      case .lost(let error): promise.succeed(.failure(error))
      }
    }
    do {
      return try await promise.futureResult.get()
    } catch {
      return .failure(RedisError(.connectFailed, "The event loop was shut down."))
    }
  }

  /// Adds what only `CONFIG GET` knows, where it is allowed.
  private func withSettings(_ info: RedisServerInfo) async throws(RedisError) -> RedisServerInfo {
    var info = info
    let reply: RESPValue
    do { reply = try await send("CONFIG", ["GET", "appendfsync", "save"]) } catch {
      guard case .reply = error.code else { throw error }
      return info
    }
    guard let pairs = reply.array else { return info }
    for index in stride(from: 0, to: pairs.count - 1, by: 2) {
      switch pairs[index].string {
      case "appendfsync": info.appendFsync = pairs[index + 1].string
      case "save": info.save = pairs[index + 1].string
      default: break
      }
    }
    return info
  }
}
