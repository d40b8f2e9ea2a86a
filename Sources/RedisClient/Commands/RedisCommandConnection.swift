import Logging
import NIOCore

/// What a `RedisClient` has on its event loop: the link, the commands that wait, their deadlines, and the scripts.
final class RedisCommandConnection: RedisLinkOwner {
  private let configuration: RedisClientConfiguration
  private let eventLoop: any EventLoop
  private let link: RedisLink
  private var pipeline: CommandPipeline<PendingCommand>
  private var scripts: ScriptTable
  private var state = RedisLinkState.connecting
  private var isReady = false
  private var observers: [@Sendable (RedisLinkState) -> Void] = []
  /// When Redis last answered anything.
  private var lastAnswer = NIODeadline.uptimeNanoseconds(0)
  private var check: (at: NIODeadline, task: Scheduled<Void>)?
  /// Whether a deadline was missed at the last check; the next one decides.
  private var isOverdue = false
  private var stopped: EventLoopPromise<Void>?

  init(configuration: RedisClientConfiguration, eventLoop: any EventLoop, logger: Logger) {
    self.configuration = configuration
    self.eventLoop = eventLoop
    pipeline = CommandPipeline(limit: configuration.maxPendingCommands)
    scripts = ScriptTable(configuration.scripts)
    link = RedisLink(
      configuration: configuration, replacesConnections: true, eventLoop: eventLoop, logger: logger)
  }

  // MARK: What the client asks

  func start() {
    guard stopped == nil else { return }
    link.start(for: self)
  }

  /// Takes no more commands; the future is done when those under way are answered or have failed.
  func stop() -> EventLoopFuture<Void> {
    if let stopped { return stopped.futureResult }
    let promise = eventLoop.makePromise(of: Void.self)
    stopped = promise
    finishIfStopped()
    return promise.futureResult
  }

  func observe(_ observer: @escaping @Sendable (RedisLinkState) -> Void) {
    observers.append(observer)
    observer(state)
  }

  func send(
    _ name: String, _ arguments: [RedisArgument], deadline: TimeAmount?,
    then: @escaping (Result<RESPValue, RedisError>) -> Void
  ) {
    let deadline = NIODeadline.now() + (deadline ?? configuration.commandDeadline)
    let command = PendingCommand(
      content: .plain(name: name, arguments: arguments), deadline: deadline, then: then)
    guard submit(command) else { return }
    link.write { $0.write(name, arguments) }
  }

  func evaluate(
    _ script: RedisScript, keys: [String], arguments: [RedisArgument], deadline: TimeAmount?,
    then: @escaping (Result<RESPValue, RedisError>) -> Void
  ) {
    let deadline = NIODeadline.now() + (deadline ?? configuration.commandDeadline)
    let place = scripts.place(of: script)
    let content = PendingCommand.Content.script(place, keys: keys, arguments: arguments)
    if isReady, stopped == nil, scripts.mustLoad(at: place), submit(load(place)) { write(load(place)) }
    if submit(PendingCommand(content: content, deadline: deadline, then: then)) {
      write(script, at: place, keys, arguments)
    }
  }

  /// Whether the command is to be written now.
  private func submit(_ command: PendingCommand) -> Bool {
    guard isReady, stopped == nil else {
      command.then(.failure(unavailable))
      return false
    }
    let action = pipeline.submitted(command)
    guard action != .reject else {
      command.then(
        .failure(RedisError(.tooManyPending, "Too many commands wait for Redis.", hint: "try again in a moment")))
      return false
    }
    if check.map({ command.deadline < $0.at }) ?? true { scheduleCheck(at: command.deadline) }
    return action == .write
  }

  private var unavailable: RedisError {
    guard stopped == nil else { return RedisError(.stopped, "The connection to Redis is being closed.") }
    guard case .lost(let reason) = state else {
      return RedisError(.notConnected, "There is no connection to Redis.", hint: "try again in a moment")
    }
    return RedisError(.notConnected, "There is no connection to Redis: \(reason.message)", hint: reason.hint)
  }

  // MARK: What the link tells

  func linkConnects() {
    change(to: .connecting)
  }

  func linkBecameReady(_ info: RedisServerInfo, scriptHashes: [String: String]) {
    scripts.learn(scriptHashes)
    isReady = true
    change(to: .ready(info))
    finishIfStopped()
  }

  func linkReceived(_ reply: RESPValue) {
    if case .error(let error) = reply {
      received(error)
    } else if let command = pipeline.answered() {
      if case .load(let place) = command.content { scripts.learn(reply.string, at: place) }
      command.then(.success(reply))
    } else {
      unasked()
    }
    if pipeline.canRepeat { repeatRefused() }
    if stopped != nil { finishIfStopped() }
  }

  func linkFinishedRead() { lastAnswer = .now() }

  func linkFailed(_ error: RedisError) {
    isReady = false
    let (sent, unsent) = pipeline.lost()
    check?.task.cancel()
    check = nil
    isOverdue = false
    let now = NIODeadline.now()
    state = .lost(error)
    for command in sent { command.then(.failure(Self.failure(of: command, error, at: now).sent(true))) }
    for command in unsent { command.then(.failure(Self.failure(of: command, error, at: now).sent(false))) }
    change(to: .lost(error))
    finishIfStopped()
  }

  private static func failure(of command: PendingCommand, _ error: RedisError, at now: NIODeadline) -> RedisError {
    switch error.code {
    case .timedOut where command.deadline > now:
      RedisError(.connectionLost, "The connection to Redis was closed: another command was not answered in time.")
    default: error
    }
  }

  private func received(_ error: RedisReplyError) {
    guard error.prefix == "NOSCRIPT" else {
      guard let command = pipeline.answered() else { return unasked() }
      if case .load(let place) = command.content { scripts.learn(nil, at: place) }
      command.then(.failure(RedisError(reply: error)))
      return
    }
    switch pipeline.refusedScript() {
    case .keep: break
    case .deliver(let command): command.then(.failure(RedisError(reply: error)))
    case .unexpected: unasked()
    }
  }

  private func unasked() {
    link.fail(RedisError(.protocolViolation, "Redis answered what it was not asked."))
  }

  // MARK: Writing

  private func repeatRefused() {
    for command in pipeline.repeated(first: scripts.places.map(load)) { write(command) }
  }

  private func load(_ place: Int) -> PendingCommand {
    PendingCommand(content: .load(script: place), deadline: .now() + configuration.commandDeadline, then: { _ in })
  }

  private func write(_ command: PendingCommand) {
    switch command.content {
    case .plain(let name, let arguments):
      link.write { $0.write(name, arguments) }
    case .load(let place):
      link.write { $0.write("SCRIPT", ["LOAD", .string(scripts.script(at: place).source)]) }
    case .script(let place, let keys, let arguments):
      write(scripts.script(at: place), at: place, keys, arguments)
    }
  }

  @inline(__always)
  private func write(_ script: RedisScript, at place: Int, _ keys: [String], _ arguments: [RedisArgument]) {
    let hash = scripts.hash(at: place)
    link.write {
      // Until its hash is known a script is run by its source.
      $0.writeScriptCall(
        hash ?? script.source, isHash: hash != nil, readOnly: script.readOnly, keys: keys, arguments: arguments)
    }
  }

  // MARK: Deadlines

  private func scheduleCheck(at deadline: NIODeadline) {
    check?.task.cancel()
    let task = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
      self?.checkDeadlines() ?? ()
    }
    check = (deadline, task)
  }

  /// Deadlines are not in order, so all are looked at; with one deadline for all this is once a deadline's length.
  private func checkDeadlines() {
    check = nil
    var next: NIODeadline?
    pipeline.forEach { next = min(next ?? $0.deadline, $0.deadline) }
    guard let next else {
      isOverdue = false
      return
    }
    // A Redis that answers, only late, is busy: to break with it would make everything later still.
    let due = max(next, lastAnswer + configuration.commandDeadline)
    let now = NIODeadline.now()
    if due > now {
      isOverdue = false
      scheduleCheck(at: due)
    } else if !isOverdue {
      // Where this loop stood still, the answer may lie unread in the socket: it gets one round to be read.
      isOverdue = true
      scheduleCheck(at: now + .milliseconds(10))
    } else {
      link.fail(
        RedisError(
          .timedOut, "Redis did not answer in time.", hint: "see whether Redis hangs or is overloaded"))
    }
  }

  // MARK: State

  private func change(to state: RedisLinkState) {
    self.state = state
    for observer in observers { observer(state) }
  }

  private func finishIfStopped() {
    guard let stopped, pipeline.isEmpty else { return }
    isReady = false
    link.stop()
    stopped.succeed(())
  }
}
