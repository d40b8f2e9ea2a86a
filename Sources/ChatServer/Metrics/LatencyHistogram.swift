import NIOCore

/// How often something took how long.
struct LatencyHistogram: Sendable {
  /// Where each bucket ends, in microseconds; what takes longer than the last is counted in all only.
  static let bounds: [Int64] = [500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000]

  /// How many took at most so long as the bound, but longer than the one before.
  private(set) var buckets = [Int64](repeating: 0, count: bounds.count)
  /// How many there were.
  private(set) var count: Int64 = 0
  /// How long they took together, in nanoseconds.
  private(set) var nanoseconds: Int64 = 0

  mutating func add(_ time: TimeAmount) {
    count += 1
    nanoseconds &+= time.nanoseconds
    if let bucket = Self.bounds.firstIndex(where: { time.nanoseconds <= $0 * 1000 }) { buckets[bucket] += 1 }
  }
}
