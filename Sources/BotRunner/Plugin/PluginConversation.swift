import JSONText
import Logging
import Rendering

/// Talks with one running process of a plugin: calls and their answers, and what it asks for meanwhile.
actor PluginConversation {
  private let plugin: LoadedPlugin
  private let setup: PluginSetup
  private let process: PluginProcess
  private let requests: PluginRequests
  private let logger: Logger
  private var lastID: Int64 = 0
  private var waiting: [Int64: CheckedContinuation<Result<JSONValue, BotError>, Never>] = [:]
  /// What it is asking us for at this moment: that time is not its own.
  private var isServing = false
  private var hasWarned = false
  private var logLines = 0
  private(set) var ending: String?
  private var whenEnded: [CheckedContinuation<String, Never>] = []

  init(
    _ plugin: LoadedPlugin, setup: PluginSetup, world: any BotWorld, storage: PluginStorageBox,
    rooms: @escaping @Sendable () async -> Set<String>, logger: Logger
  ) {
    self.plugin = plugin
    self.setup = setup
    self.logger = logger
    requests = PluginRequests(setup: setup, world: world, storage: storage, rooms: rooms, logger: logger)
    process = PluginProcess(
      command: plugin.command, folder: setup.workFolder, environment: plugin.environment(setup))
  }

  /// Reads what it writes until it has ended. To be run beside everything else.
  func run() async {
    for await event in process.events {
      switch event {
      case .line(let bytes): await received(PluginLine(bytes))
      case .log(let text): log(text)
      case .ended(let why): ended(why)
      }
    }
  }

  /// Says who is there, and waits until it is ready.
  func initialize() async throws(BotError) {
    let permissions = setup.permissions.map(\.rawValue).sorted().map { JSONValue.string($0) }
    _ = try await ask(
      "initialize",
      [
        "protocol": 1, "bot": ["name": .string(setup.name)], "plugin": .string(plugin.manifest.name),
        "settings": .object(setup.settings), "permissions": .array(permissions),
      ], within: setup.startDeadline)
  }

  /// Tells it something; what it replies.
  func call(_ call: PluginCall) async throws(BotError) -> [String] {
    await requests.begin(call)
    let result: JSONValue
    do throws(BotError) { result = try await ask(call.kind.method, call.params) } catch {
      await requests.finish()
      throw error
    }
    await requests.finish()
    switch result["reply"] {
    case .string(let text): return [text]
    case .array(let items): return items.compactMap(\.stringValue)
    default: return []
    }
  }

  /// Whether it still answers.
  func ping() async throws(BotError) { _ = try await ask("ping", [:]) }

  /// Ends it: it is told, then asked, then made to.
  func end(because why: String) async {
    if ending == nil {
      process.write(PluginLine.call(nil, "shutdown", [:]))
      process.closeInput()
      for _ in 0..<10 where ending == nil {
        do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
      }
    }
    if ending == nil { await process.end(because: why) }
  }

  /// Waits until it has ended; why it did.
  func waitUntilEnded() async -> String {
    if let ending { return ending }
    return await withCheckedContinuation { whenEnded.append($0) }
  }

  // MARK: Calls

  private func ask(
    _ method: String, _ params: JSONObject, within limit: Duration? = nil
  ) async throws(BotError) -> JSONValue {
    if let ending { throw BotError(ending) }
    lastID += 1
    let id = lastID
    process.write(PluginLine.call(id, method, params))
    let deadline = Task { await self.expire(id, after: limit ?? setup.deadline) }
    let result = await withCheckedContinuation { waiting[id] = $0 }
    deadline.cancel()
    return try result.get()
  }

  /// Waits as long as it may take; time in which we work for it is not counted, but no call takes more than a minute.
  private func expire(_ id: Int64, after limit: Duration) async {
    let step = Duration.milliseconds(50)
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    var left = limit
    var before = clock.now
    while left > .zero, clock.now < end, waiting[id] != nil {
      do { try await Task.sleep(for: step) } catch { return }
      // Where we stood still ourselves, its answer may lie unread: that counts for a little only.
      if !isServing { left -= min(clock.now - before, step * 4) }
      before = clock.now
    }
    guard let waiter = waiting.removeValue(forKey: id) else { return }
    let seconds = limit.components.seconds
    waiter.resume(returning: .failure(BotError("It did not answer within \(seconds) seconds.")))
    await process.end(because: "It did not answer within \(seconds) seconds.")
  }

  private func received(_ line: PluginLine) async {
    switch line {
    case .answer(let id, let result): waiting.removeValue(forKey: id)?.resume(returning: .success(result))
    case .failure(let id, let message):
      let error = BotError("It answered with an error: \(TerminalText.escaped(message))")
      waiting.removeValue(forKey: id)?.resume(returning: .failure(error))
    case .request(let id, let method, let params):
      isServing = true
      let result = await requests.answer(method, params)
      isServing = false
      if let id { process.write(PluginLine.reply(id, result)) }
    case .log(let text):
      if !hasWarned {
        hasWarned = true
        logger.warning("It writes lines that are no JSON to standard output: they are taken for its log.")
      }
      log(text)
    }
  }

  private func log(_ text: String) {
    logLines += 1
    // One that logs without end is cut off by its budget; what it says stays readable.
    if logLines <= 10_000, !text.isEmpty { logger.info("\(TerminalText.escaped(String(text.prefix(2000))))") }
  }

  private func ended(_ why: String) {
    ending = why
    for waiter in waiting.values { waiter.resume(returning: .failure(BotError(why))) }
    waiting = [:]
    for waiter in whenEnded { waiter.resume(returning: why) }
    whenEnded = []
  }
}
