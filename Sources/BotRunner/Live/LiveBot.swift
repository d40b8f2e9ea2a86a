import ChatClient
import ChatModel
import Crypto
import Foundation
import JSONText
import Logging
import Rendering
import TransportSecurity

/// One plugin in a live chat: a person with a connection of its own.
actor LiveBot {
  /// Messages that waited longer are not answered any more, in milliseconds: the server knows a repeated answer no longer.
  private static let oldest: Int64 = 300_000

  let name: String
  private(set) var host: PluginHost?
  private let entry: BotConfiguration.Entry
  private let prefix: String
  private let state: BotState
  private let directory: BotDirectory
  private let client: ChatClient
  private let logger: Logger
  private var contents: BotState.Contents
  private var isUnsaved = false
  private var rooms: Set<String> = []
  private var roles: [String: [MemberID: Role]] = [:]
  private var me: MemberID?
  private var budget = RoomBudget()
  private(set) var connection = "connecting"

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

  private func save() {
    guard isUnsaved else { return }
    isUnsaved = false
    do throws(BotError) { try state.write(contents) } catch {
      isUnsaved = true
      logger.error("\(error)")
    }
  }

  private func register() async {
    guard let manifest = await host?.plugin.manifest else { return }
    await directory.update(name, manifest, rooms: rooms, member: me)
  }

  // MARK: What happens

  private func happened(_ event: ChatEvent) async {
    switch event {
    case .state(.live): connection = "live"
    case .state(.reconnecting(_, let error)):
      connection = "reconnecting"
      logger.warning("The connection is lost: \(TerminalText.escaped(error.message)) It is tried again.")
    case .state(.expelled): connection = "in no room"
    case .session(let member, let resume):
      me = member.id
      contents.resume = resume ?? contents.resume
      isUnsaved = true
      save()
    case .joined(let snapshot): await joined(snapshot)
    case .gap(let room, let gap):
      logger.warning("Messages \(gap.fromSeq) to \(gap.toSeq) of \(room) were missed and are not answered.")
    case .reset(let room): contents.positions[room] = nil
    case .roomLost(let room, let error):
      await left(room)
      logger.warning("It is not in \(room): \(TerminalText.escaped(error.description))")
    case .kicked(let kick):
      await left(kick.room)
      logger.warning("It was taken out of \(kick.room): \(TerminalText.escaped(kick.reason))")
    case .message(let message): await heard(message)
    case .memberAdd(let member):
      note(member)
      await moved("member_add", member)
    case .memberDelete(let leave):
      if let room = rooms.first(where: { $0 == leave.room.rawValue }) { roles[room]?[leave.member] = nil }
      await moved("member_delete", leave.room, leave.member)
    case .memberUpdate(let member): note(member)
    case .memberList(let room, let members):
      roles[room.rawValue] = Dictionary(members.map { ($0.id, $0.role) }) { $1 }
    case .dropped(let count): logger.error("\(count) events were lost.")
    case .state, .messageUpdate, .messagesRemoved, .messagesRestored, .roomUpdate, .typing, .notice: break
    }
  }

  private func joined(_ snapshot: RoomSnapshot) async {
    let room = snapshot.room
    rooms.insert(room.rawValue)
    roles[room.rawValue] = Dictionary(snapshot.members.map { ($0.id, $0.role) }) { $1 }
    switch snapshot.status {
    // What was said before it came is not for it.
    case .fresh, .reset: contents.positions[room] = snapshot.position
    case .gap:
      contents.positions[room] = LogPosition(
        epoch: snapshot.position.epoch, seq: snapshot.gap?.toSeq ?? snapshot.position.seq)
    case .resumed:
      let seq = contents.positions[room]?.seq ?? snapshot.position.seq
      contents.positions[room] = LogPosition(epoch: snapshot.position.epoch, seq: seq)
    }
    isUnsaved = true
    await register()
    logger.info("It is in \(room).")
  }

  private func left(_ room: RoomID) async {
    rooms.remove(room.rawValue)
    roles[room.rawValue] = nil
    await register()
  }

  private func note(_ member: ChatMember) {
    if let room = member.room { roles[room.rawValue, default: [:]][member.id] = member.role }
  }

  private func heard(_ message: ChatMessage) async {
    let room = message.room
    guard rooms.contains(room.rawValue), let position = contents.positions[room], message.seq > position.seq else {
      return
    }
    if message.kind == .chat, let from = message.from, from != me { await answer(message, from, position.epoch) }
    contents.positions[room] = LogPosition(epoch: position.epoch, seq: message.seq)
    isUnsaved = true
  }

  private func answer(_ message: ChatMessage, _ from: MemberID, _ epoch: Epoch) async {
    guard let host else { return }
    let room = message.room.rawValue
    var said = BotMessage(
      room: room, seq: message.seq, id: message.id.microseconds, date: message.date, from: from.rawValue,
      name: message.username, text: message.text)
    said.isBot = message.isBot
    said.hops = message.hops
    said.role = (roles[room]?[from] ?? .member).rawValue
    let manifest = await host.plugin.manifest
    let dispatch = Dispatch(prefix: prefix, name: entry.name ?? name, manifest: manifest)
    let decision = dispatch.decide(said)
    if decision == .nothing { return }
    let now = Int64(Date.now.timeIntervalSince1970 * 1000)
    guard now - message.date < Self.oldest else {
      return logger.warning("Message \(message.seq) of \(room) is too old by now: it is not answered.")
    }
    if said.isBot, !budget.take(room, now: now) {
      return logger.warning("Programs were answered often enough in \(room): message \(message.seq) is left.")
    }
    let cause = "\(room) \(epoch) \(message.seq)"
    switch decision {
    case .nothing: break
    case .call(let kind):
      let call = PluginCall(kind: kind, message: said, room: room, cause: cause, time: message.date)
      do throws(BotError) { try await host.deliver(call) } catch {
        logger.error("It did not answer message \(message.seq) of \(room): \(error.message)")
        if case .command = kind { await say(FailureText.text(dispatch.name, error), to: said, cause + " failed") }
      }
    case .refused(let command):
      await say("Only moderators may give `\(prefix)\(command)`.", to: said, cause)
    case .help:
      let plugins = await directory.plugins(in: room, spokenForBy: name)
      if !plugins.isEmpty { await say(HelpText.text(plugins, prefix: prefix, role: said.role), to: said, cause) }
    case .unknown(let word):
      let plugins = await directory.plugins(in: room, spokenForBy: name)
      let text = HelpText.suggestion(for: word, plugins, prefix: prefix, role: said.role)
      if let text { await say(text, to: said, cause) }
    }
    isUnsaved = true
    contents.positions[message.room] = LogPosition(epoch: epoch, seq: message.seq)
    save()
  }

  private func say(_ text: String, to message: BotMessage, _ cause: String) async {
    let world = LiveWorld(client: client, plugin: name)
    let origin = SayOrigin(cause: cause, number: 0, hops: message.hops + 1)
    do throws(BotError) { try await world.say(text, in: message.room, for: origin) } catch {
      logger.error("It could not answer in \(message.room): \(TerminalText.escaped(error.description))")
    }
  }

  private func moved(_ event: String, _ member: ChatMember) async {
    guard let room = member.room, member.id != me else { return }
    await tell(
      event, room,
      [
        "id": .string(member.id.rawValue), "name": .string(member.name), "role": .string(member.role.rawValue),
        "bot": .bool(member.isBot),
      ])
  }

  private func moved(_ event: String, _ room: RoomID, _ member: MemberID) async {
    if member == me { return }
    await tell(event, room, ["id": .string(member.rawValue), "name": ""])
  }

  private func tell(_ event: String, _ room: RoomID, _ member: JSONObject) async {
    guard let host, let wanted = PluginManifest.Event(rawValue: event), rooms.contains(room.rawValue),
      await host.plugin.manifest.events.contains(wanted)
    else { return }
    let now = Int64(Date.now.timeIntervalSince1970 * 1000)
    let cause = "\(room) \(event) \(member["id"]?.stringValue ?? "") \(now)"
    let call = PluginCall(
      kind: .event(event), room: room.rawValue, more: ["member": .object(member)], cause: cause, time: now)
    do throws(BotError) { try await host.deliver(call) } catch {
      logger.error("It did not take \(event) of \(room): \(error.message)")
    }
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
