/// How long to wait between attempts to connect: doubling, with up to half of it taken away by chance, so that many
/// clients do not come back at one moment.
public struct Backoff: Sendable, Hashable {
  /// After the first failure.
  public var minimum: Duration
  /// After many.
  public var maximum: Duration

  /// The defaults are half a second and half a minute.
  public init(minimum: Duration = .milliseconds(500), maximum: Duration = .seconds(30)) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The wait after so many failures in a row. `random` is from 0 to 1.
  func wait(afterFailures failures: Int, random: Double) -> Duration {
    let longest = min(maximum, minimum * (1 << min(max(0, failures - 1), 20)))
    return longest - longest / 2 * min(max(random, 0), 1)
  }
}
