import ChatClient
import ChatModel
import Foundation
import Logging
import Rendering
import TransportSecurity

/// One plugin in a live chat: a person with a connection of its own.
actor LiveBot {
  let name: String
  private(set) var host: PluginHost?
  let entry: BotConfiguration.Entry
  let prefix: String
  private let state: BotState
  let directory: BotDirectory
  let client: ChatClient
  let logger: Logger
  var contents: BotState.Contents
  var isUnsaved = false
  var rooms: Set<String> = []
  var roles: [String: [MemberID: Role]] = [:]
  var me: MemberID?
  var budget = RoomBudget()
  var connection = "connecting"

  init(
    _ plugin: LoadedPlugin, _ entry: BotConfiguration.Entry, server: ServerURL, trust: ServerTrust?,
    rooms: [RoomID], prefix: String, state: BotState, directory: BotDirectory, logger: Logger
  ) throws(BotError) {
    name = plugin.manifest.name
    self.entry = entry
    self.prefix = prefix
    self.state = state
    self.directory = directory
    var logger = logger
    logger[metadataKey: "plugin"] = "\(plugin.manifest.name)"
    self.logger = logger
    try state.prepare()
    let contents = try state.read()
    self.contents = contents
    var configuration = ChatClientConfiguration(server: server)
    configuration.trust = trust
    configuration.isBot = true
    configuration.name = entry.name ?? plugin.manifest.name
    configuration.credentials = try Self.credentials(entry, contents)
    configuration.rooms = rooms.map { room in
      ChatClientConfiguration.WantedRoom(room, since: contents.positions[room])
    }
    client = ChatClient(configuration)
  }

  /// Who the bot comes in as: whom it was last, else whom its token file names.
  private static func credentials(
    _ entry: BotConfiguration.Entry, _ contents: BotState.Contents
  ) throws(BotError) -> Credentials {
    if let resume = contents.resume { return Credentials(resume: resume) }
    guard let path = entry.tokenFile else { return Credentials() }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BotError(
        "\(TerminalText.escaped(path)) cannot be read.", hint: "'parlor admin token NAME --bot -o FILE' makes one.")
    }
    do throws(ChatClientError) { return try Credentials(fileContents: String(decoding: data, as: UTF8.self)) } catch {
      throw BotError("\(TerminalText.escaped(path)): \(error.message)", hint: error.hint ?? "")
    }
  }

  /// Starts the plugin; the chat is for ``run()``.
  ///
  /// - Throws: ``BotError`` when it does not work: it is tried again while the bot runs.
  func start(_ plugin: LoadedPlugin) async throws(BotError) {
    let setup = BotConfiguration.setup(of: plugin, entry, state: state)
    let world = LiveWorld(client: client, plugin: plugin.manifest.name)
    let host = try PluginHost(plugin, setup: setup, world: world, logger: logger) { [weak self] in
      await self?.rooms ?? []
    }
    self.host = host
    do throws(BotError) { try await host.start() } catch {
      await host.startLater(because: error.message)
      throw error
    }
  }

  /// Takes part until it is cancelled.
  func run() async {
    await withTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await self.connect() }
      tasks.addTask { await self.listen() }
      tasks.addTask { await self.followSchedules() }
      tasks.addTask { await self.keep() }
      await tasks.next()
      tasks.cancelAll()
    }
    await host?.stop()
    save()
    await directory.remove(name)
  }

  /// Lets a changed plugin take over.
  func replace(with plugin: LoadedPlugin) async throws(BotError) {
    guard let host else { return }
    try await host.replace(with: plugin, setup: BotConfiguration.setup(of: plugin, entry, state: state))
    await register()
  }

  private func connect() async {
    do throws(ChatClientError) { try await client.run() } catch {
      connection = "out: \(error.message)"
      logger.error("The server turned it away: \(TerminalText.escaped(error.description))")
      // Others go on; this one stays out until the runner is started again.
      while !Task.isCancelled {
        do { try await Task.sleep(for: .seconds(3600)) } catch { return }
      }
    }
  }

  private func listen() async {
    for await event in client.events { await happened(event) }
  }

  /// Notes now and then how far it has read, and looks whether the plugin still answers.
  private func keep() async {
    var seconds = 0
    while !Task.isCancelled {
      do { try await Task.sleep(for: .seconds(1)) } catch { return }
      seconds += 1
      save()
      if seconds % 30 == 0 { await host?.ping() }
    }
  }

  func save() {
    guard isUnsaved else { return }
    isUnsaved = false
    do throws(BotError) { try state.write(contents) } catch {
      isUnsaved = true
      logger.error("\(error)")
    }
  }

  func register() async {
    guard let manifest = await host?.plugin.manifest else { return }
    await directory.update(name, manifest, rooms: rooms, member: me)
  }

  // MARK: Schedules

  private func followSchedules() async {
    let clock: @Sendable () -> Int64 = { Int64(Date.now.timeIntervalSince1970 * 1000) }
    while !Task.isCancelled {
      let now = clock()
      for entry in await host?.plugin.manifest.schedule ?? [] {
        let last = contents.schedules[entry.name] ?? now
        if contents.schedules[entry.name] == nil { remember(entry.name, now) }
        let verdict = ScheduleRule.verdict(entry.times, after: last, now: now)
        if verdict == .wait { continue }
        remember(entry.name, now)
        guard case .tell(let time) = verdict else { continue }
        let call = PluginCall(kind: .schedule(entry.name), cause: "schedule \(entry.name) \(time)", time: time)
        do throws(BotError) { try await host?.deliver(call) } catch {
          logger.error("It did not take the time of \(entry.name): \(error.message)")
        }
      }
      do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
    }
  }

  private func remember(_ schedule: String, _ time: Int64) {
    contents.schedules[schedule] = time
    isUnsaved = true
  }
}
