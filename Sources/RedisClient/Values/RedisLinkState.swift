/// How a client stands with its Redis.
public enum RedisLinkState: Sendable, Hashable {
  /// A connection is being made. Commands fail with `notConnected`.
  case connecting
  /// Commands are taken.
  case ready(RedisServerInfo)
  /// The connection was lost or could not be made, and why; another attempt follows by itself.
  case lost(RedisError)
}
