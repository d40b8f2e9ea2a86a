import Glibc
import Histogram

/// Carries a plan out.
public struct Measurement {
  private let plan: BenchPlan
  private let progress: (String) -> Void
  private let swarm: Swarm
  private var before: [ProcessSample] = []

  /// Checks the plan.
  ///
  /// - Parameter progress: called now and then with what goes on, in a line.
  public init(_ plan: BenchPlan, progress: @escaping (String) -> Void) throws(BenchError) {
    self.plan = plan
    self.progress = progress
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur >= UInt(plan.members + 32) else {
      throw BenchError(
        "\(plan.members) members need \(plan.members + 32) open files; \(limit.rlim_cur) are allowed.",
        hint: "ulimit -n \(plan.members + 32), or fewer --members")
    }
    swarm = try Swarm(plan)
  }

  /// Measures.
  ///
  /// - Throws: ``BenchError`` when it could not be begun; what goes wrong later is in the result.
  public mutating func run() throws(BenchError) -> BenchResult {
    Interruption.listen()
    before = try samples()
    try swarm.open { progress("connecting \($0)/\(plan.members)") }
    return switch plan.kind {
    case .join: try join()
    case .idle: try idle()
    case .fanout, .flood, .send: try messages()
    }
  }

  private func samples() throws(BenchError) -> [ProcessSample] {
    var samples: [ProcessSample] = []
    for process in plan.processes { samples.append(try ProcessSample.of(process)) }
    return samples
  }

  // MARK: Joins and idling

  private func join() throws(BenchError) -> BenchResult {
    try settle(seconds: 0.5)
    let start = MonotonicTime.now
    let first = try samples()
    var marks = [(time: start, cpu: Self.sum(first))]
    for quarter in 1...4 {
      try swarm.join(until: swarm.memberships * quarter / 4) { progress("joining \($0)/\(swarm.memberships)") }
      marks.append((MonotonicTime.now, Self.sum(try samples())))
    }
    var result = result(since: start)
    result.joinsPerSecond = Double(swarm.joined) / result.seconds
    for quarter in 1...4 {
      let joins = swarm.memberships * quarter / 4 - swarm.memberships * (quarter - 1) / 4
      let (from, to) = (marks[quarter - 1], marks[quarter])
      result.quarters.append(
        BenchResult.Quarter(
          joins: joins, joinsPerSecond: Double(joins) / (Double(to.time - from.time) / 1e9),
          microsecondsPerJoin: plan.processes.isEmpty ? nil : Double(to.cpu - from.cpu) / 1000 / Double(max(1, joins))))
    }
    try account(&result, since: first) { server, microseconds in
      server.microsecondsPerJoin = microseconds * Double(plan.processes.count) / Double(max(1, swarm.joined))
    }
    return result
  }

  private func idle() throws(BenchError) -> BenchResult {
    try swarm.join(until: swarm.memberships) { progress("joining \($0)/\(swarm.memberships)") }
    try settle(seconds: 2)
    let start = MonotonicTime.now
    let first = try samples()
    try settle(seconds: plan.duration) { progress("idling \(Int($0)) s") }
    var result = result(since: start)
    try account(&result, since: first) { server, _ in
      let connections = Double(plan.members) / Double(max(1, plan.processes.count))
      server.kibibytesPerConnection = Double(server.residentAfter - server.residentBefore) / connections
    }
    return result
  }

  private func settle(seconds: Double, _ tell: (Double) -> Void = { _ in }) throws(BenchError) {
    let start = MonotonicTime.now
    let end = start + UInt64(seconds * 1e9)
    while MonotonicTime.now < end, !Interruption.hasCome {
      try swarm.poll(nanoseconds: min(100_000_000, max(1, end - min(end, MonotonicTime.now))))
      tell(Double(MonotonicTime.now - start) / 1e9)
    }
  }

  // MARK: Messages

  private func messages() throws(BenchError) -> BenchResult {
    try swarm.join(until: swarm.memberships) { progress("joining \($0)/\(swarm.memberships)") }
    try settle(seconds: 0.5)
    try send(for: plan.warmUp, "warming up")
    if plan.kind != .fanout { try drain() }
    let start = MonotonicTime.now
    let first = try samples()
    let (deliveries, accepted) = (swarm.deliveries, swarm.accepted)
    swarm.timedFrom = start
    try send(for: plan.duration, "measuring")
    // What was sent in time counts with all that it costs, but only the time it was sent in is the rate's.
    let ended = plan.kind == .fanout ? MonotonicTime.now : nil
    try drain()
    var result = result(since: start, until: ended)
    let delivered = zip(swarm.deliveries, deliveries).map { $0 - $1 }
    result.deliveries = delivered.reduce(0, +)
    result.messages = swarm.accepted - accepted
    result.lost = swarm.ledger.outstanding
    result.latency = Self.percentiles(swarm.latency)
    result.acks = Self.percentiles(swarm.acks)
    var index = 0
    try account(&result, since: first) { server, microseconds in
      let own = plan.processes.count == delivered.count ? delivered[index] : delivered.reduce(0, +)
      index += 1
      server.microsecondsPerDelivery = own > 0 ? microseconds / Double(own) : nil
    }
    return result
  }

  private func send(for seconds: Double, _ what: String) throws(BenchError) {
    let start = MonotonicTime.now
    let end = start + UInt64(seconds * 1e9)
    let firstMessage = swarm.ledger.sent
    var told = start
    var now = start
    while now < end, !Interruption.hasCome {
      switch plan.kind {
      case .fanout:
        let next = start + UInt64(Double(swarm.ledger.sent - firstMessage) / plan.rate * 1e9)
        if next <= now { swarm.send() }
        try swarm.poll(nanoseconds: next > now ? min(next, end) - now : 0)
      default:
        let done = plan.kind == .flood ? swarm.ledger.completed : swarm.accepted + swarm.refused
        for _ in 0..<max(0, plan.window - (swarm.ledger.sent - done)) { swarm.send() }
        try swarm.poll(nanoseconds: 100_000_000)
      }
      now = MonotonicTime.now
      if now - told > 250_000_000 {
        told = now
        let rate = Double(swarm.ledger.sent - firstMessage) / (Double(now - start) / 1e9)
        progress("\(what) \(Int(Double(now - start) / 1e9))/\(Int(seconds)) s, \(Int(rate)) messages/s")
      }
    }
  }

  /// Waits until everybody has everything, or nothing has come for five seconds.
  private func drain() throws(BenchError) {
    var progressed = MonotonicTime.now
    var known = (-1, -1)
    while swarm.ledger.completed < swarm.ledger.sent || swarm.accepted + swarm.refused < swarm.ledger.sent {
      let state = (swarm.deliveries.reduce(0, +), swarm.accepted)
      if state != known { (known, progressed) = (state, MonotonicTime.now) }
      guard MonotonicTime.now - progressed < 5_000_000_000, !Interruption.hasCome else { return }
      try swarm.poll(nanoseconds: 100_000_000)
    }
  }

  // MARK: Accounts

  private func result(since start: UInt64, until end: UInt64? = nil) -> BenchResult {
    var result = BenchResult(plan: plan, seconds: Double((end ?? MonotonicTime.now) - start) / 1e9)
    result.wasInterrupted = Interruption.hasCome
    result.doubled = swarm.doubled
    result.foreign = swarm.foreign
    result.refused = swarm.refused
    result.firstRefusal = swarm.firstRefusal
    result.droppedConnections = swarm.dropped
    return result
  }

  private func account(
    _ result: inout BenchResult, since first: [ProcessSample],
    _ share: (inout BenchResult.Server, _ microseconds: Double) -> Void
  ) throws(BenchError) {
    let last = try samples()
    for (index, process) in plan.processes.enumerated() {
      let nanoseconds = Double(last[index].processorTime - min(last[index].processorTime, first[index].processorTime))
      var server = BenchResult.Server(
        process: process, processorSeconds: nanoseconds / 1e9, residentBefore: before[index].residentKiB,
        residentAfter: last[index].residentKiB)
      share(&server, nanoseconds / 1000)
      result.servers.append(server)
    }
    result.clientSeconds = Double(try ProcessSample.of(getpid()).processorTime) / 1e9
  }

  private static func sum(_ samples: [ProcessSample]) -> UInt64 { samples.reduce(0) { $0 + $1.processorTime } }

  private static func percentiles(_ histogram: Histogram<UInt32>) -> BenchResult.Percentiles? {
    guard histogram.totalCount > 0 else { return nil }
    func milliseconds(_ percentile: Double) -> Double { Double(histogram.valueAtPercentile(percentile)) / 1000 }
    return BenchResult.Percentiles(
      p50: milliseconds(50), p90: milliseconds(90), p99: milliseconds(99), p999: milliseconds(99.9),
      max: milliseconds(100))
  }
}
