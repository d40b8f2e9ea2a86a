public import ChatClient
public import ChatModel
import Foundation
import JSONText
public import Logging
public import TransportSecurity

/// Runs plugins in a live chat, each as a bot of its own, and lets changed ones take over.
public actor BotRunner {
  /// What it runs with.
  public struct Configuration: Sendable {
    /// The server.
    public var server: ServerURL
    /// Whom to believe who the server is, over TLS; nil for the authorities the system knows.
    public var trust: ServerTrust?
    /// What stands in front of commands.
    public var prefix = "!"
    /// Rooms of plugins that nothing else is said of.
    public var rooms: [RoomID] = []
    /// Folder where bots keep what they have to remember.
    public var stateFolder: String
    /// The plugins, each with what is said of it.
    public var plugins: [(plugin: LoadedPlugin, entry: BotConfiguration.Entry)]

    /// A runner with these parts.
    public init(
      server: ServerURL, rooms: [RoomID], stateFolder: String,
      plugins: [(plugin: LoadedPlugin, entry: BotConfiguration.Entry)]
    ) {
      self.server = server
      self.rooms = rooms
      self.stateFolder = stateFolder
      self.plugins = plugins
    }
  }

  private let configuration: Configuration
  private let logger: Logger
  private let directory = BotDirectory()
  private var bots: [LiveBot] = []
  /// What was tried last of a plugin's files: what failed is not tried again before it is changed.
  private var stamps: [String: Int64] = [:]
  /// Folders that changed while they were read.
  private var changing: Set<String> = []
  private var isAsked = false

  /// A runner that ``run()`` starts.
  public init(_ configuration: Configuration, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
  }

  /// Looks at all plugins again, changed or not.
  public func reload() { isAsked = true }

  /// Runs until it is cancelled.
  ///
  /// - Throws: ``BotError`` when no plugin can be started.
  public func run() async throws(BotError) {
    var failure: BotError?
    var works = false
    for (plugin, entry) in configuration.plugins {
      do throws(BotError) {
        let bot = try LiveBot(
          plugin, entry, server: configuration.server, trust: configuration.trust,
          rooms: try rooms(of: plugin, entry), prefix: configuration.prefix,
          state: BotState(root: configuration.stateFolder, plugin: plugin.manifest.name),
          directory: directory, logger: logger)
        stamps[plugin.folder] = plugin.stamp
        bots.append(bot)
        try await bot.start(plugin)
        works = true
      } catch {
        logger.error("\(plugin.manifest.name) cannot be started: \(error)")
        failure = error
      }
    }
    // Where nothing works there is nobody to wait for.
    if !works {
      throw failure ?? BotError("There is no plugin to run.", hint: "'parlor bot new NAME' makes one.")
    }
    let running = bots
    await withTaskGroup(of: Void.self) { tasks in
      for bot in running { tasks.addTask { await bot.run() } }
      tasks.addTask { await self.watch() }
      await tasks.waitForAll()
    }
    BotStatus.remove(in: configuration.stateFolder)
  }

  private func rooms(of plugin: LoadedPlugin, _ entry: BotConfiguration.Entry) throws(BotError) -> [RoomID] {
    var found: [RoomID] = []
    var wanted = configuration.rooms
    if let named = entry.rooms {
      wanted = []
      for text in named {
        guard let room = RoomID(text) else {
          throw BotError("\(text) is no room.", hint: "Use a-z, 0-9, dots and dashes.")
        }
        wanted.append(room)
      }
    }
    for room in wanted where plugin.manifest.rooms.contains(where: { RoomPattern($0).matches(room.rawValue) }) {
      found.append(room)
    }
    if found.isEmpty {
      logger.warning(
        "\(plugin.manifest.name) is in no room: its manifest is for \(plugin.manifest.rooms.joined(separator: ", ")).")
    }
    return found
  }

  /// Looks every second whether plugins have changed, and says how they fare.
  private func watch() async {
    while !Task.isCancelled {
      await writeStatus()
      do { try await Task.sleep(for: .seconds(1)) } catch { return }
      let isAsked = isAsked
      self.isAsked = false
      for bot in bots {
        guard let folder = await bot.host?.plugin.folder else { continue }
        let stamp = LoadedPlugin.stamp(of: folder)
        if stamp != stamps[folder] || isAsked { await reload(bot, folder, stamp) }
      }
    }
  }

  /// - Parameter stamp: that of the files before any of them is read.
  private func reload(_ bot: LiveBot, _ folder: String, _ stamp: Int64) async {
    stamps[folder] = stamp
    do throws(BotError) {
      let plugin = try LoadedPlugin(folder: folder)
      let build = PluginBuild(plugin)
      if build.isDue { try await build.run { _ in } }
      try await bot.replace(with: plugin)
      // What was changed meanwhile is read at the next look; a plugin that writes there itself would change it each time.
      if changing.remove(folder) != nil {
        stamps[folder] = LoadedPlugin.stamp(of: folder)
      } else if LoadedPlugin.stamp(of: folder) != stamp {
        changing.insert(folder)
      }
      logger.notice("\(plugin.manifest.name) was changed: the new one has taken over.")
    } catch {
      logger.error("\(bot.name) was changed, but the new one does not work: \(error) The old one goes on.")
    }
  }

  private func writeStatus() async {
    var lines: [BotStatus] = []
    for bot in bots {
      guard let host = await bot.host else { continue }
      let (plugin, status) = (await host.plugin.manifest, await host.status)
      lines.append(
        BotStatus(name: bot.name, version: plugin.version, connection: await bot.connection, state: status.text))
    }
    do throws(BotError) { try BotStatus.write(lines, in: configuration.stateFolder) } catch {
      logger.debug("\(error)")
    }
  }
}

extension PluginHost.Status {
  /// In a few words.
  var text: String {
    switch self {
    case .starting: "starting"
    case .ready: "ready"
    case .waiting(_, let why): "failed, is started again: \(why)"
    case .parked(let why): "parked: \(why)"
    case .stopped: "stopped"
    }
  }
}
