/// When a plugin that crashed is started again: after a second, doubling to a minute; after five crashes in a minute not
/// any more.
struct RestartPlan: Equatable {
  /// What is to be done.
  enum Verdict: Equatable {
    /// Start it again after so many milliseconds.
    case after(Int64)
    /// Leave it until somebody changes it.
    case park
  }

  private static let window: Int64 = 60_000
  private static let most = 5
  private var crashes: [Int64] = []
  private var pause: Int64 = 1000

  /// It crashed at this time, in milliseconds; `ran` is how long it had been running.
  mutating func crashed(at now: Int64, ran: Int64) -> Verdict {
    if ran > Self.window { pause = 1000 }
    crashes = crashes.filter { now - $0 < Self.window } + [now]
    if crashes.count >= Self.most { return .park }
    defer { pause = min(60_000, pause * 2) }
    return .after(pause)
  }

  /// Somebody changed it: nothing counts any more.
  mutating func forgive() { self = RestartPlan() }
}
