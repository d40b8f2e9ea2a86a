/// A connection's life as a value: connect → greet → ready → lost → wait → connect …, until stopped.
///
/// Its methods are named after what happened and return what to do. Time and randomness come from outside.
struct RedisLinkStateMachine {
  private enum State {
    case idle
    case connecting
    case greeting(Greeting)
    case ready
    case waiting
    case stopped
  }

  /// A greeting under way: what was sent and is not answered yet, and what was learnt so far.
  private struct Greeting {
    var unanswered: [GreetingStep]
    var connectionID: Int64 = 0
    var info: RedisServerInfo?
    var scriptHashes: [String: String] = [:]
  }

  /// The waiting times between attempts, in nanoseconds.
  struct Backoff: Equatable {
    var minimum: Int64
    var maximum: Int64
  }

  private let endpoint: RedisEndpoint
  private let scripts: [RedisScript]
  private let backoff: Backoff
  private let replacesConnections: Bool
  private var state = State.idle
  private var failures = 0
  /// The last connection that took commands.
  private var last: (runID: String, connectionID: Int64)?

  /// A life at this endpoint. With `replacesConnections` a new connection ends the one before it.
  init(endpoint: RedisEndpoint, scripts: [RedisScript], backoff: Backoff, replacesConnections: Bool) {
    self.endpoint = endpoint
    self.scripts = scripts
    self.backoff = backoff
    self.replacesConnections = replacesConnections
  }

  /// Whether commands are taken.
  var isReady: Bool {
    if case .ready = state { return true }
    return false
  }

  /// Whether replies belong to the greeting.
  var isGreeting: Bool {
    if case .greeting = state { return true }
    return false
  }

  enum ConnectAction: Equatable {
    case connect
    case nothing
  }

  /// The owner wants the connection.
  mutating func started() -> ConnectAction {
    guard case .idle = state else { return .nothing }
    state = .connecting
    return .connect
  }

  /// The time to wait is over.
  mutating func waited() -> ConnectAction {
    guard case .waiting = state else { return .nothing }
    state = .connecting
    return .connect
  }

  enum GreetAction: Equatable {
    case send([GreetingStep])
    case close
  }

  /// The connection stands.
  mutating func connected() -> GreetAction {
    guard case .connecting = state else { return .close }
    var steps: [GreetingStep] = []
    if endpoint.password != nil { steps.append(.authenticate) }
    if endpoint.database != 0 { steps.append(.selectDatabase) }
    steps += [.askConnectionID, .askServerInfo]
    state = .greeting(Greeting(unanswered: steps))
    return .send(steps)
  }

  enum ReplyAction: Equatable {
    case wait
    case send([GreetingStep])
    case ready(RedisServerInfo, scriptHashes: [String: String])
    case fail(RedisError)
  }

  /// Redis answered the next step of the greeting.
  mutating func replied(_ reply: RESPValue) -> ReplyAction {
    guard case .greeting(var greeting) = state, !greeting.unanswered.isEmpty else {
      return .fail(RedisError(.protocolViolation, "Redis answered what it was not asked."))
    }
    let step = greeting.unanswered.removeFirst()
    if let error = Self.take(reply, of: step, into: &greeting) { return .fail(error) }
    guard greeting.unanswered.isEmpty, var info = greeting.info else {
      state = .greeting(greeting)
      return .wait
    }
    info.connectionID = greeting.connectionID
    if step == .askServerInfo {
      var steps: [GreetingStep] = []
      if replacesConnections, let last, !last.runID.isEmpty, last.runID == info.runID {
        steps.append(.endReplaced(connectionID: last.connectionID))
      }
      steps += scripts.map { .loadScript(name: $0.name, source: $0.source) }
      if !steps.isEmpty {
        greeting.unanswered = steps
        state = .greeting(greeting)
        return .send(steps)
      }
    }
    state = .ready
    failures = 0
    last = (info.runID, info.connectionID)
    return .ready(info, scriptHashes: greeting.scriptHashes)
  }

  enum FailureAction: Equatable {
    case waitThenConnect(nanoseconds: Int64)
    case nothing
  }

  /// The connection was lost or could not be made. `random` is from 0 to 1.
  mutating func failed(random: Double) -> FailureAction {
    switch state {
    case .idle, .waiting, .stopped:
      return .nothing
    case .connecting, .greeting, .ready:
      state = .waiting
      let doubled = backoff.minimum.multipliedReportingOverflow(by: 1 << Int64(min(failures, 20)))
      let longest = doubled.overflow ? backoff.maximum : min(doubled.partialValue, backoff.maximum)
      failures += 1
      return .waitThenConnect(nanoseconds: longest - Int64(Double(longest) / 2 * min(max(random, 0), 1)))
    }
  }

  /// The owner wants no connection any more.
  mutating func stopped() {
    state = .stopped
  }

  /// Learns from the answer to a step; the error when it ends the connection.
  private static func take(_ reply: RESPValue, of step: GreetingStep, into greeting: inout Greeting) -> RedisError? {
    if case .error(let error) = reply {
      switch step {
      case .endReplaced where error.prefix == "NOPERM" || error.prefix == "ERR": return nil
      default: return RedisError(reply: error)
      }
    }
    switch step {
    case .authenticate, .selectDatabase, .endReplaced:
      return nil
    case .askConnectionID:
      guard let id = reply.int64 else { return unexpected }
      greeting.connectionID = id
    case .askServerInfo:
      guard let text = reply.string, let report = RedisInfoReport(text) else { return unexpected }
      if report.info.version.major < 7 {
        return RedisError(
          .tooOld, "This Redis is version \(report.info.version); 7.0 or newer is needed.",
          hint: "upgrade Redis, or give no address to use the embedded one")
      }
      if report.isLoading {
        return RedisError(reply: RedisReplyError(line: "LOADING Redis is loading the dataset in memory"))
      }
      greeting.info = report.info
    case .loadScript(let name, _):
      guard let hash = reply.string, hash.utf8.count == 40 else { return unexpected }
      greeting.scriptHashes[name] = hash
    }
    return nil
  }

  private static var unexpected: RedisError {
    RedisError(
      .protocolViolation, "Redis answered the greeting with something else.",
      hint: "check that the address is that of a Redis")
  }
}
