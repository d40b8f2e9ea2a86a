/// How many messages go into one call, so that Redis is held up only for moments, on a slow or busy machine too.
struct BatchPace: Sendable {
  /// How long a call should take at most.
  static let goal = Duration.milliseconds(8)
  private static let least = 20

  private(set) var size: Int
  private let most: Int

  init(most: Int) {
    self.most = most
    size = min(most, 100)
  }

  /// Learns from a call of this size.
  mutating func took(_ time: Duration) {
    if time > Self.goal {
      size = max(Self.least, size / 2)
    } else if time < Self.goal / 2 {
      size = min(most, size + size / 2)
    }
  }
}
