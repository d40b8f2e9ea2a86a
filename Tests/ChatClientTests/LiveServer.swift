import ChatModel
import ChatServer
import NIOCore
import NIOPosix
import ParlorTestKit
import ServiceLifecycle

@testable import ChatClient

/// A real server with a real Redis, in this process.
enum LiveServer {
  private struct NoPort: Error, CustomStringConvertible {
    let description = "the server ended before it listened"
  }

  static func run<Result>(_ body: (ServerURL) async throws -> Result) async throws -> Result {
    try await RedisFixture.withServer { redis in
      var limits = Limits()
      limits.ratesHold = false
      limits.drainMilliseconds = 0
      limits.commandMilliseconds = 60_000
      // No test is about who is silent or slow, as everybody is on a busy machine.
      limits.pingMilliseconds = 3_600_000
      limits.outboxStallMilliseconds = 3_600_000
      let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
      let (ports, listening) = AsyncStream.makeStream(of: Int.self)
      let server = ChatServer(
        configuration: ChatServerConfiguration(
          host: "127.0.0.1", port: 0, endpoint: redis.endpoint, keyPrefix: "parlor:", defaultRoom: RoomID("lobby")!,
          roomCreation: .anyone, allowedOrigins: [], limits: limits),
        group: group, logger: RedisFixture.silent
      ) { _, port in listening.yield(port) }
      let services = ServiceGroup(
        configuration: .init(
          services: server.connections.map { .init(service: $0) } + [.init(service: server)],
          logger: RedisFixture.silent))
      let running = Task {
        // A server that did not come up tells no port.
        defer { listening.finish() }
        try await services.run()
      }
      let result: Swift.Result<Result, any Error>
      do {
        var told = ports.makeAsyncIterator()
        guard let port = await told.next() else { throw NoPort() }
        result = .success(try await body(try ServerURL("http://127.0.0.1:\(port)")))
      } catch {
        result = .failure(error)
      }
      await services.triggerGracefulShutdown()
      let end = await running.result
      try await group.shutdownGracefully()
      // What ended the server says more than what came of it.
      try end.get()
      return try result.get()
    }
  }

  /// Runs a client for as long as `body` does.
  static func client<Result>(
    at server: ServerURL, named name: String, policy: EventPolicy = .dropOldest(limit: 1000),
    _ body: (ChatClient) async throws -> Result
  ) async throws -> Result {
    var configuration = ChatClientConfiguration(server: server)
    configuration.name = name
    configuration.eventPolicy = policy
    // A busy machine may take long to connect and to answer.
    configuration.connectDeadline = .seconds(300)
    configuration.requestDeadline = .seconds(300)
    configuration.sendDeadline = .seconds(300)
    let client = ChatClient(configuration)
    let running = Task { try await client.run() }
    do {
      let result = try await body(client)
      await client.close()
      try await running.value
      return result
    } catch {
      await client.close()
      try? await running.value
      throw error
    }
  }
}
