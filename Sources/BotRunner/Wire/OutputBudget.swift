/// How much a plugin may print: so many bytes a second, and as many at once.
struct OutputBudget {
  /// Bytes a second.
  static let rate: Int64 = 256 << 10

  private var left = Self.rate * 2
  private var filled: Int64

  /// - Parameter now: in milliseconds.
  init(now: Int64) { filled = now }

  /// Takes some bytes; false when that was too much.
  mutating func take(_ bytes: Int, now: Int64) -> Bool {
    left = min(Self.rate * 2, left + max(0, now - filled) * Self.rate / 1000)
    filled = max(filled, now)
    left -= Int64(bytes)
    return left >= 0
  }
}
