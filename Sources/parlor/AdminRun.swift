import AdminConsole
import ArgumentParser
import ChatModel
import Configuration
import EmbeddedRedis
import Logging
import RedisClient
import UnixSignals

/// Runs the console: finds Redis, or joins that of the data directory for as long as the console runs.
struct AdminRun {
  private let configuration: ServeConfiguration

  init(_ configuration: ServeConfiguration) { self.configuration = configuration }

  func run(_ words: [String], _ settings: (RedisEndpoint) -> AdminConfiguration) async throws {
    ProcessSetup.ignoreBrokenPipes()
    ProcessSetup.ignoreFileSizeSignals()
    let status: ExitStatus
    if let address = configuration.redis {
      let endpoint = try failing { () throws(RedisError) in try RedisEndpoint(parsing: address) }
      status = await Self.untilInterrupted(settings(endpoint), words)
    } else {
      let silent = Logger(label: "parlor.admin") { _ in SwiftLogNoOpLogHandler() }
      let directory = configuration.dataDirectory ?? EmbeddedRedis.defaultDataDirectory
      let embedded = EmbeddedRedis(dataDirectory: directory, logger: silent)
      let endpoint: RedisEndpoint
      do { endpoint = try await embedded.start() } catch {
        throw fail("\(error)", code: ExitCode(ExitStatus.unreachable.rawValue))
      }
      status = await Self.untilInterrupted(settings(endpoint), words)
      await embedded.release()
    }
    if status != .ok { throw ExitCode(status.rawValue) }
  }

  /// What the prompt would offer behind these words, the last of which is being typed; a Redis that does not run is not
  /// started for it.
  func candidates(for words: [String], room: String?) async -> [String] {
    ProcessSetup.ignoreBrokenPipes()
    var endpoint = configuration.redis.flatMap { try? RedisEndpoint(parsing: $0) }
    if configuration.redis == nil {
      let directory = configuration.dataDirectory ?? EmbeddedRedis.defaultDataDirectory
      endpoint = EmbeddedRedis.endpoint(of: directory)
    }
    let settings = endpoint.map { endpoint in
      AdminConfiguration(
        endpoint: endpoint, keyPrefix: configuration.keyPrefix, limits: configuration.limits,
        defaultRoom: configuration.defaultRoom, room: room.flatMap { RoomID($0) }, isReadOnly: true)
    }
    return await AdminConsole.candidates(for: words, settings)
  }

  /// Runs it; Ctrl-C cancels what runs at that moment, what asks the process to end cancels everything. Either way it
  /// ends by itself: with the data as it should be, and the directory left in order.
  private static func untilInterrupted(_ configuration: AdminConfiguration, _ words: [String]) async -> ExitStatus {
    let interruptions = Interruptions()
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
    let console = Task { await AdminConsole.run(configuration, words: words, interruptions: interruptions) }
    let watch = Task {
      for await signal in signals {
        if signal == .sigint { interruptions.interrupt() } else { console.cancel() }
      }
    }
    defer { watch.cancel() }
    return await console.value
  }
}
