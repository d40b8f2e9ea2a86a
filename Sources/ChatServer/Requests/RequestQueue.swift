import DequeModule

/// The order in which one connection's requests are worked off: one after the other, except that sends may be under
/// way together, because the store takes them in order.
struct RequestQueue<Request> {
  /// What becomes of a request that arrived.
  enum Decision: Equatable {
    /// Begin with it now.
    case start
    /// It waits its turn.
    case wait
    /// Too many wait already.
    case refuse
  }

  private let limit: Int
  private var waiting: Deque<(request: Request, isSend: Bool)> = []
  private var sendsUnderWay = 0
  private var isOtherUnderWay = false

  /// - Parameter limit: how many may wait or be under way; more are refused.
  init(limit: Int) { self.limit = limit }

  /// Whether nothing waits and nothing is under way.
  var isIdle: Bool { waiting.isEmpty && sendsUnderWay == 0 && !isOtherUnderWay }

  mutating func arrived(_ request: Request, isSend: Bool) -> Decision {
    if waiting.isEmpty, mayStart(isSend) {
      guard sendsUnderWay < limit else { return .refuse }
      start(isSend)
      return .start
    }
    guard waiting.count < limit else { return .refuse }
    waiting.append((request, isSend))
    return .wait
  }

  /// One that was started is done.
  ///
  /// - Returns: those to start now, in order.
  mutating func finished(isSend: Bool) -> [Request] {
    if isSend { sendsUnderWay -= 1 } else { isOtherUnderWay = false }
    var next: [Request] = []
    while let first = waiting.first, mayStart(first.isSend), sendsUnderWay < limit {
      waiting.removeFirst()
      start(first.isSend)
      next.append(first.request)
    }
    return next
  }

  /// The connection is gone: what waits is dropped.
  mutating func removeAll() { waiting.removeAll() }

  private func mayStart(_ isSend: Bool) -> Bool {
    !isOtherUnderWay && (isSend || sendsUnderWay == 0)
  }

  private mutating func start(_ isSend: Bool) {
    if isSend { sendsUnderWay += 1 } else { isOtherUnderWay = true }
  }
}
