public import NIOCore

extension RedisClient {
  /// Sends a command and waits for its answer; the same as the callback form, from anywhere.
  public func send(
    _ name: String, _ arguments: [RedisArgument] = [], deadline: TimeAmount? = nil
  ) async throws(RedisError) -> RESPValue {
    try await withCheckedContinuation { (continuation: CheckedContinuation<Result<RESPValue, RedisError>, Never>) in
      eventLoop.execute {
        self.send(name, arguments, deadline: deadline) { continuation.resume(returning: $0) }
      }
    }.get()
  }

  /// Runs a script and waits for its answer; the same as the callback form, from anywhere.
  public func evaluate(
    _ script: RedisScript, keys: [String], arguments: [RedisArgument], deadline: TimeAmount? = nil
  ) async throws(RedisError) -> RESPValue {
    try await withCheckedContinuation { (continuation: CheckedContinuation<Result<RESPValue, RedisError>, Never>) in
      eventLoop.execute {
        self.evaluate(script, keys: keys, arguments: arguments, deadline: deadline) {
          continuation.resume(returning: $0)
        }
      }
    }.get()
  }
}
