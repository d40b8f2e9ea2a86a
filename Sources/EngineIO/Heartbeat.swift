/// When the server pings and how long it waits for the pong.
public struct Heartbeat: Sendable, Hashable {
  /// Between a pong (or the opening) and the next ping, in milliseconds.
  public var intervalMilliseconds: UInt32
  /// From a ping to its pong, at most, in milliseconds.
  public var timeoutMilliseconds: UInt32

  /// A heartbeat with this rhythm.
  public init(intervalMilliseconds: UInt32, timeoutMilliseconds: UInt32) {
    self.intervalMilliseconds = intervalMilliseconds
    self.timeoutMilliseconds = timeoutMilliseconds
  }

  var interval: UInt64 { UInt64(intervalMilliseconds) * 1_000_000 }
  var timeout: UInt64 { UInt64(timeoutMilliseconds) * 1_000_000 }
}
