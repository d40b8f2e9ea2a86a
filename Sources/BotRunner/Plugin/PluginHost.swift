import Foundation
import JSONText
public import Logging

/// Keeps one plugin going: starts it, tells it what happens, starts it again when it fails, and lets a changed one take
/// over.
public actor PluginHost {
  /// How it fares.
  public enum Status: Sendable, Equatable {
    case starting
    case ready
    /// It failed, and is started again then, in Unix milliseconds.
    case waiting(until: Int64, because: String)
    /// It failed too often: it is left until it is changed.
    case parked(because: String)
    case stopped
  }

  /// The plugin, as it was read last.
  public private(set) var plugin: LoadedPlugin
  /// How it fares.
  public private(set) var status = Status.starting
  private var setup: PluginSetup
  private let world: any BotWorld
  private let storage: PluginStorageBox
  private let logger: Logger
  private let rooms: @Sendable () async -> Set<String>
  private var conversation: PluginConversation?
  /// Those that are not ready yet.
  private var launching: [PluginConversation] = []
  private var plan = RestartPlan()
  private var startedAt = ContinuousClock.now
  private var restart: Task<Void, Never>?
  private let clock = ContinuousClock()
  private var isBusy = false
  private var turns: [CheckedContinuation<Void, Never>] = []

  /// A plugin that `start` starts.
  ///
  /// - Parameters:
  ///   - rooms: the rooms it is in at this moment.
  public init(
    _ plugin: LoadedPlugin, setup: PluginSetup, world: any BotWorld, logger: Logger,
    rooms: @escaping @Sendable () async -> Set<String>
  ) throws(BotError) {
    self.plugin = plugin
    self.setup = setup
    self.world = world
    self.rooms = rooms
    var logger = logger
    logger[metadataKey: "plugin"] = "\(plugin.manifest.name)"
    self.logger = logger
    storage = try PluginStorageBox(path: setup.storageFile)
  }

  /// Starts it for the first time.
  ///
  /// - Throws: ``BotError`` when it does not become ready; ``startLater(because:)`` tries it again.
  public func start() async throws(BotError) {
    do {
      try FileManager.default.createDirectory(
        atPath: setup.workFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw BotError("\(setup.workFolder) cannot be made.", hint: "Check the rights of the folder above.")
    }
    guard plugin.manifest.mode == .session else {
      status = .ready
      return
    }
    take(try await launch(plugin, setup))
  }

  /// Tries it again after a while, as if it had crashed.
  public func startLater(because why: String) { failed(why) }

  /// Ends it.
  public func stop() async {
    status = .stopped
    restart?.cancel()
    let ending = launching + [conversation].compactMap { $0 }
    conversation = nil
    await withTaskGroup { tasks in
      for one in ending { tasks.addTask { await one.end(because: "The runner ends.") } }
    }
  }

  /// Lets a changed plugin take over; one that does not become ready changes nothing.
  ///
  /// - Throws: ``BotError``: why the old one stays.
  public func replace(with changed: LoadedPlugin, setup newSetup: PluginSetup) async throws(BotError) {
    let old = conversation
    if changed.manifest.mode == .session {
      let fresh = try await launch(changed, newSetup)
      (plugin, setup) = (changed, newSetup)
      restart?.cancel()
      plan.forgive()
      take(fresh)
    } else {
      (plugin, setup) = (changed, newSetup)
      conversation = nil
      status = .ready
    }
    await old?.end(because: "A changed one took over.")
  }

  /// Tells it something, and says in the chat what it replies.
  ///
  /// - Throws: ``BotError`` when it did not do its work: it failed, took too long, or is not there.
  func deliver(_ call: PluginCall) async throws(BotError) {
    await takeTurn()
    defer { passTurn() }
    let replies: [String]
    if plugin.manifest.mode == .once {
      replies = try await OnceRun(plugin, setup: setup, logger: logger).reply(to: call)
    } else {
      replies = try await ready().call(call)
    }
    guard let room = call.room else { return }
    for (number, reply) in replies.enumerated() where !reply.isEmpty {
      guard setup.permissions.contains(.send) || call.message != nil else { continue }
      let origin = SayOrigin(cause: call.cause, number: number, hops: (call.message?.hops ?? 0) + 1)
      try await world.say(reply, in: room, for: origin)
    }
  }

  /// Asks it whether it still answers; one that does not is ended, and so started again.
  func ping() async {
    guard status == .ready, let conversation else { return }
    // What is wrong ends it, which is told where that is followed.
    try? await conversation.ping()
  }

  // MARK: One call at a time

  private func takeTurn() async {
    if isBusy {
      await withCheckedContinuation { turns.append($0) }
    } else {
      isBusy = true
    }
  }

  private func passTurn() {
    if turns.isEmpty { isBusy = false } else { turns.removeFirst().resume() }
  }

  // MARK: Life

  private func launch(_ plugin: LoadedPlugin, _ setup: PluginSetup) async throws(BotError) -> PluginConversation {
    let fresh = PluginConversation(
      plugin, setup: setup, world: world, storage: storage, rooms: rooms, logger: logger)
    launching.append(fresh)
    defer { launching.removeAll { $0 === fresh } }
    Task { await fresh.run() }
    do throws(BotError) { try await fresh.initialize() } catch {
      await fresh.end(because: error.message)
      throw error
    }
    guard status != .stopped else {
      await fresh.end(because: "The runner ends.")
      throw BotError("The runner ends.")
    }
    return fresh
  }

  private func take(_ fresh: PluginConversation) {
    conversation = fresh
    status = .ready
    startedAt = clock.now
    Task {
      let why = await fresh.waitUntilEnded()
      self.ended(fresh, why)
    }
  }

  private func ended(_ gone: PluginConversation, _ why: String) {
    guard conversation === gone, status != .stopped else { return }
    conversation = nil
    failed(why)
  }

  private func failed(_ why: String) {
    let now = Int64(Date.now.timeIntervalSince1970 * 1000)
    switch plan.crashed(at: now, ran: (clock.now - startedAt).milliseconds) {
    case .park:
      status = .parked(because: why)
      logger.error("\(why) It failed five times within a minute and is left until it is changed.")
    case .after(let pause):
      status = .waiting(until: now + pause, because: why)
      logger.warning("\(why) It is started again in \(pause / 1000) s.")
      restart = Task {
        do { try await Task.sleep(for: .milliseconds(pause)) } catch { return }
        await self.startAgain()
      }
    }
  }

  private func startAgain() async {
    guard case .waiting = status else { return }
    status = .starting
    startedAt = clock.now
    do throws(BotError) {
      let fresh = try await launch(plugin, setup)
      guard status == .starting else { return await fresh.end(because: "It is not needed any more.") }
      take(fresh)
      logger.notice("It runs again.")
    } catch {
      if status == .starting { failed(error.message) }
    }
  }

  /// The conversation, as soon as there is one; not longer than a call may take.
  private func ready() async throws(BotError) -> PluginConversation {
    var left = setup.deadline
    while conversation == nil, left > .zero {
      switch status {
      case .parked(let why): throw BotError(why)
      case .stopped: throw BotError("The runner ends.")
      case .starting, .ready, .waiting: break
      }
      do { try await Task.sleep(for: .milliseconds(50)) } catch { throw BotError("The runner ends.") }
      left -= .milliseconds(50)
    }
    guard let conversation else { throw BotError("It does not run at the moment.") }
    return conversation
  }
}
