import NIOCore
public import RedisClient

/// Reads what the store holds, for people who look after it: plain commands in small pages, no script, nothing written.
///
/// It can be used from anywhere. What it finds in a key that it did not expect is passed over, never trusted.
public struct StoreReader: Sendable {
  /// The names of the keys.
  public let keys: Keys
  let redis: RedisClient

  /// A reader over a connection.
  public init(redis: RedisClient, keys: Keys) {
    self.redis = redis
    self.keys = keys
  }

  /// A command with its arguments.
  typealias Command = (name: String, arguments: [RedisArgument])

  func ask(_ name: String, _ arguments: [RedisArgument]) async throws(StoreError) -> RESPValue {
    do { return try await redis.send(name, arguments) } catch { throw StoreError(error) }
  }

  /// Sends commands together; the answers come in their order. The first failure is the failure of all.
  func ask(_ commands: [Command]) async throws(StoreError) -> [RESPValue] {
    guard !commands.isEmpty else { return [] }
    return try await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<[RESPValue], StoreError>, Never>) in
      redis.eventLoop.execute {
        var values: [RESPValue] = []
        values.reserveCapacity(commands.count)
        var failure: RedisError?
        var open = commands.count
        for command in commands {
          redis.send(command.name, command.arguments) { result in
            open -= 1
            switch result {
            case .success(let value): values.append(value)
            case .failure(let error): failure = failure ?? error
            }
            guard open == 0 else { return }
            continuation.resume(returning: failure.map { .failure(StoreError($0)) } ?? .success(values))
          }
        }
      }
    }.get()
  }

  /// A page of a hash as pairs, and the cursor of the next one; nil after the last.
  ///
  /// A hash that changes while it is read may show an entry twice.
  func page(
    of hash: String, from cursor: UInt64, count: Int64 = 1000
  ) async throws(StoreError) -> (pairs: [(field: String, value: RESPValue)], next: UInt64?) {
    let answer = try await ask("HSCAN", [.string(hash), .string(String(cursor)), "COUNT", .integer(count)])
    guard let parts = answer.array, parts.count == 2, let next = parts[0].string.flatMap({ UInt64($0) }),
      let fields = parts[1].array
    else { throw StoreError(unexpected: "HSCAN") }
    var pairs: [(field: String, value: RESPValue)] = []
    pairs.reserveCapacity(fields.count / 2)
    for index in stride(from: 0, to: fields.count - 1, by: 2) {
      if let field = fields[index].string { pairs.append((field, fields[index + 1])) }
    }
    return (pairs, next == 0 ? nil : next)
  }
}
