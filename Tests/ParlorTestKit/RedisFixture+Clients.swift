public import Logging
public import NIOCore
import NIOPosix
public import RedisClient

extension RedisFixture {
  /// Runs `body` with a connected client of this server, then ends the client.
  public func withClient<Result>(
    scripts: [RedisScript] = [], _ body: (RedisClient) async throws -> Result
  ) async throws -> Result {
    try await Self.withClient(Self.patient(endpoint, scripts: scripts), body)
  }

  /// A configuration for tests whose claim is no deadline: a machine busy with other tests may be very slow.
  public static func patient(_ endpoint: RedisEndpoint, scripts: [RedisScript] = []) -> RedisClientConfiguration {
    var configuration = RedisClientConfiguration(endpoint: endpoint, scripts: scripts)
    configuration.commandDeadline = .seconds(60)
    return configuration
  }

  /// Runs `body` with a client of this configuration once it is connected, then ends the client.
  public static func withClient<Result>(
    _ configuration: RedisClientConfiguration, on eventLoop: (any EventLoop)? = nil,
    _ body: (RedisClient) async throws -> Result
  ) async throws -> Result {
    let client = client(configuration, on: eventLoop)
    let running = Task { try await client.run() }
    do {
      try await client.untilReady()
      let result = try await body(client)
      running.cancel()
      _ = await running.result
      return result
    } catch {
      running.cancel()
      _ = await running.result
      throw error
    }
  }

  /// A client of this configuration on an event loop, some shared one unless given; not yet running.
  public static func client(
    _ configuration: RedisClientConfiguration, on eventLoop: (any EventLoop)? = nil
  ) -> RedisClient {
    RedisClient(
      configuration: configuration, eventLoop: eventLoop ?? MultiThreadedEventLoopGroup.singleton.any(), logger: silent)
  }

  /// Runs `body` with a subscriber of this server, whose run has begun; then ends the subscriber. A silent Redis is
  /// noticed within two deadlines.
  public func withSubscriber<Result>(
    deadline: TimeAmount = .seconds(60), onEvent: @escaping @Sendable (RedisSubscriberEvent) -> Void,
    _ body: (RedisSubscriber) async throws -> Result
  ) async throws -> Result {
    var configuration = Self.patient(endpoint)
    configuration.commandDeadline = deadline
    let subscriber = RedisSubscriber(
      configuration: configuration, eventLoop: MultiThreadedEventLoopGroup.singleton.any(), logger: Self.silent)
    subscriber.onEvent(onEvent)
    let running = Task { try await subscriber.run() }
    do {
      let result = try await body(subscriber)
      running.cancel()
      _ = await running.result
      return result
    } catch {
      running.cancel()
      _ = await running.result
      throw error
    }
  }

  /// A logger that writes nothing.
  public static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension RedisClient {
  /// Waits until the client is connected, to a Redis that `isWanted`, and returns what Redis says of itself.
  @discardableResult
  public func untilReady(
    where isWanted: @escaping @Sendable (RedisServerInfo) -> Bool = { _ in true }
  ) async throws -> RedisServerInfo {
    let promise = eventLoop.makePromise(of: RedisServerInfo.self)
    onLinkChange { state in
      if case .ready(let info) = state, isWanted(info) { promise.succeed(info) }
    }
    return try await promise.futureResult.get()
  }
}

extension RedisSubscriber {
  /// Subscribes from anywhere, and waits until Redis has confirmed.
  public func subscribe(_ channel: String) async throws {
    let promise = eventLoop.makePromise(of: Void.self)
    eventLoop.execute {
      self.subscribe(channel) { promise.completeWith($0.mapError { $0 as any Error }) }
    }
    try await promise.futureResult.get()
  }
}
