import ChatStore
import Logging
import NIOCore
import NIOPosix
import RedisClient

/// The moderation console: one command, a batch, or a prompt, straight on Redis.
public enum AdminConsole {
  /// Runs these words as a command; without words a prompt, or the lines of a standard input that is no terminal.
  ///
  /// - Parameter interruptions: where Ctrl-C is told of.
  public static func run(
    _ configuration: AdminConfiguration, words: [String], interruptions: Interruptions
  ) async -> ExitStatus {
    let output = Output()
    do throws(AdminError) {
      // What is wrong with the words is said before anything is connected; help needs no Redis.
      if !words.isEmpty, case .help(let text) = try ConsoleGrammar.read(words) {
        try output.result(line: text)
        return .ok
      }
    } catch {
      return error.tell(output)
    }
    let client = RedisClient(
      configuration: RedisClientConfiguration(endpoint: configuration.endpoint).patient,
      eventLoop: MultiThreadedEventLoopGroup.singleton.any(),
      logger: Logger(label: "parlor.admin") { _ in SwiftLogNoOpLogHandler() })
    let running = Task { try await client.run() }
    let status: ExitStatus
    do throws(AdminError) {
      try await client.waitUntilReady()
      let session = AdminSession(configuration: configuration, redis: client)
      if !words.isEmpty {
        status = await interruptions.run { await session.run(words) }
      } else if session.canAsk {
        status = await Prompt(session, interruptions: interruptions).run()
      } else {
        status = await interruptions.run { await Batch(session).run() }
      }
    } catch {
      status = error.tell(output)
    }
    running.cancel()
    // The run ends by its cancellation only; its result says nothing more.
    _ = await running.result
    return status
  }
}

extension AdminConsole {
  /// What may come next behind the words of a command, the last of which is being typed: as at the prompt, but for
  /// shells, which quote by themselves.
  ///
  /// - Parameter configuration: where rooms and people are looked up; nil, or a Redis that does not answer, leaves those
  ///   out.
  public static func candidates(for words: [String], _ configuration: AdminConfiguration?) async -> [String] {
    let line = words.map(WordSplitter.quoted).joined(separator: " ")
    let question = CompletionQuestion(line: words.last == "" ? String(line.dropLast(2)) : line)
    if case .words(let words) = question.kind { return words.filter { $0.hasPrefix(question.start) }.sorted() }
    guard let configuration else { return [] }
    let client = RedisClient(
      configuration: RedisClientConfiguration(endpoint: configuration.endpoint),
      eventLoop: MultiThreadedEventLoopGroup.singleton.any(),
      logger: Logger(label: "parlor.admin") { _ in SwiftLogNoOpLogHandler() })
    let running = Task { try await client.run() }
    defer { running.cancel() }
    guard (try? await client.waitUntilReady()) != nil else { return [] }
    let session = AdminSession(configuration: configuration, redis: client)
    return await Completer(session: session).words(for: question)
  }
}

extension RedisClientConfiguration {
  /// For people who wait at a terminal: a slow answer is better than none.
  fileprivate var patient: Self {
    var copy = self
    copy.commandDeadline = .seconds(10)
    return copy
  }
}

extension RedisClient {
  /// Waits for the first attempt to connect.
  fileprivate func waitUntilReady() async throws(AdminError) {
    let promise = eventLoop.makePromise(of: Result<Void, RedisError>.self)
    onLinkChange { state in
      switch state {
      case .connecting: break
      // A promise keeps its first value.
      case .ready: promise.succeed(.success(()))
      case .lost(let error): promise.succeed(.failure(error))
      }
    }
    let outcome: Result<Void, RedisError>
    do { outcome = try await promise.futureResult.get() } catch { throw .interrupted }
    if case .failure(let error) = outcome { throw AdminError(.unreachable, error.description) }
  }
}

extension AdminConsole {
  /// Shows findings where there is no Redis to look at.
  public static func show(_ findings: [Finding], format: OutputFormat?) throws {
    let listing = ListingWriter(Finding.columns, format: format ?? .table, output: Output())
    for finding in findings { try listing.add(finding.cells) }
    try listing.finish()
  }
}
