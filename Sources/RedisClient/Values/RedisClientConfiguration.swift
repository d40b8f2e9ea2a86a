public import NIOCore

/// How a client or subscriber talks to its Redis.
public struct RedisClientConfiguration: Sendable {
  /// How long to wait between attempts to connect: it doubles from `minimum` to `maximum`, less up to half at random.
  public struct Backoff: Sendable, Hashable {
    /// Before the second attempt. Default 50 ms.
    public var minimum: TimeAmount
    /// The longest. Default 1 s.
    public var maximum: TimeAmount

    /// A rule with these bounds.
    public init(minimum: TimeAmount = .milliseconds(50), maximum: TimeAmount = .seconds(1)) {
      self.minimum = minimum
      self.maximum = maximum
    }
  }

  /// Where Redis is.
  public var endpoint: RedisEndpoint
  /// The scripts that are loaded at each connect.
  public var scripts: [RedisScript]
  /// The longest that connecting may take, and after it the greeting (`AUTH`, `INFO`, scripts). Default 2 s.
  public var connectTimeout: TimeAmount = .seconds(2)
  /// The longest that a command may take while Redis answers nothing at all; one that is busy and answers late is left in
  /// peace. A missed deadline closes the connection and fails all that wait, since later answers could no longer be
  /// matched. Default 800 ms.
  public var commandDeadline: TimeAmount = .milliseconds(800)
  /// Waiting between attempts to connect.
  public var backoff = Backoff()
  /// The largest reply in bytes; a larger one closes the connection. Default 64 MiB.
  public var maxReplyBytes = 64 << 20
  /// The most elements of one array in a reply. Default 1 048 576.
  public var maxReplyElements = 1 << 20
  /// The most commands that wait for answers; more are rejected with `tooManyPending`. Default 65 536.
  public var maxPendingCommands = 65_536

  /// A configuration with the defaults above.
  public init(endpoint: RedisEndpoint, scripts: [RedisScript] = []) {
    self.endpoint = endpoint
    self.scripts = scripts
  }
}
