/// A token bucket: so many at once, then so many a time.
struct RateBucket {
  private let capacity: Double
  private let perMillisecond: Double
  private var tokens: Double
  private var updated: Int64

  /// - Parameters:
  ///   - burst: how many at once.
  ///   - refill: how many come back in `milliseconds`.
  init(burst: Int, refill: Int, per milliseconds: Int64, now: Int64) {
    capacity = Double(burst)
    perMillisecond = Double(refill) / Double(milliseconds)
    tokens = capacity
    updated = now
  }

  /// Takes one token.
  ///
  /// - Returns: nil when there was one, else the milliseconds until there will be.
  mutating func take(now: Int64) -> Int64? {
    if now > updated {
      tokens = min(capacity, tokens + Double(now - updated) * perMillisecond)
      updated = now
    }
    if tokens >= 1 {
      tokens -= 1
      return nil
    }
    // A rate may be set to nothing a minute: then the wait has no end, and a day is told.
    return Int64(min((1 - tokens) / perMillisecond, 86_400_000).rounded(.up))
  }

  /// Puts a token back that turned out not to be used.
  mutating func giveBack() { tokens = min(capacity, tokens + 1) }

  /// Whether a new bucket would be the same, so that this one need not be kept.
  func isFull(now: Int64) -> Bool {
    tokens + Double(max(0, now - updated)) * perMillisecond >= capacity
  }
}
