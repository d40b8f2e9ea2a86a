/// How many sessions may be open at a time and opened in a time. `nil` lifts a limit.
public struct SessionLimits: Sendable {
  /// Open at a time, in all. Beyond: 503.
  public var total: Int? = 12_000
  /// Open at a time from one address. Beyond: 429.
  public var perAddress: Int? = 256
  /// Opened at once from one address before the rate counts. Beyond: 429.
  public var burstPerAddress: Int? = 120
  /// Opened from one address in a minute after that.
  public var perAddressAndMinute: Int = 60
  /// Whether the limits of an address hold for loopback addresses too.
  public var includesLoopback: Bool = false

  /// The defaults.
  public init() {}

  /// No limits at all.
  public static var unlimited: SessionLimits {
    var limits = SessionLimits()
    limits.total = nil
    limits.perAddress = nil
    limits.burstPerAddress = nil
    return limits
  }
}
