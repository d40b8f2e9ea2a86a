public import ChatModel
import NIOCore
public import RedisClient

/// Puts a whole log into a room that has none: prepared aside, then made the room's in one step, or not at all.
public struct LogLoad: Sendable {
  /// What became of the log.
  public enum Outcome: Sendable, Equatable {
    /// It is the room's, under this epoch.
    case loaded(Epoch)
    /// The room has messages.
    case taken
    /// What was prepared is not whole any more.
    case lost
  }

  /// An hour: what was prepared and given up goes by itself.
  private static let preparedSeconds: Int64 = 3600

  private let redis: RedisClient
  private let keys: Keys
  private let room: RoomID
  private let prepared: String

  /// A log for a room; nothing is prepared yet.
  public init(redis: RedisClient, keys: Keys, room: RoomID) {
    self.redis = redis
    self.keys = keys
    self.room = room
    var generator = SystemRandomNumberGenerator()
    prepared = "\(keys.prefix){\(room.rawValue)}:load:\(Epoch.random(using: &generator).rawValue)"
  }

  /// Prepares some more entries.
  public func prepare(_ entries: [(id: MessageID, json: [UInt8])]) async throws(StoreError) {
    guard !entries.isEmpty else { return }
    var arguments: [RedisArgument] = [.string(prepared)]
    for entry in entries { arguments += [.integer(entry.id.microseconds), .bytes(entry.json)] }
    do {
      _ = try await redis.send("ZADD", arguments)
      _ = try await redis.send("EXPIRE", [.string(prepared), .integer(Self.preparedSeconds)])
    } catch { throw StoreError(error) }
  }

  /// Forgets what was prepared.
  public func giveUp() async throws(StoreError) {
    do { _ = try await redis.send("UNLINK", [.string(prepared)]) } catch { throw StoreError(error) }
  }

  /// Makes what was prepared the room's log.
  ///
  /// - Parameters:
  ///   - count: how many entries were prepared.
  ///   - first: the first one's number.
  ///   - last: the last one's number and id.
  public func finish(
    count: Int64, first: Int64, last: (seq: Int64, id: MessageID), limits: Limits, isPermanent: Bool
  ) async throws(StoreError) -> Outcome {
    var generator = SystemRandomNumberGenerator()
    let arguments: [RedisArgument] = [
      "", 0, 0, "", .string(Epoch.random(using: &generator).rawValue), .string(room.rawValue),
      .integer(Int64(limits.presencePeople)), .integer(Int64(limits.presenceBack)), .string(isPermanent ? "1" : "0"),
      .integer(count), .integer(first), .integer(last.seq), .integer(last.id.microseconds),
    ]
    let answer = try await asked { () throws(RedisError) in
      try await redis.evaluate(StoreScripts.load, keys: keys.step(room) + [prepared], arguments: arguments)
    }
    let parts = answer.array?.compactMap(\.string) ?? []
    switch parts.first {
    case "taken": return .taken
    case "lost": return .lost
    default: break
    }
    guard parts.count == 2, parts[0] == "ok", let epoch = Epoch(parts[1]) else { throw StoreError(unexpected: "load") }
    try await asked { () throws(RedisError) in
      _ = try await redis.send("ZADD", [.string(keys.rooms), "GT", .integer(last.id.date), .string(room.rawValue)])
    }
    return .loaded(epoch)
  }

  private func asked<Value>(_ body: () async throws(RedisError) -> Value) async throws(StoreError) -> Value {
    do { return try await body() } catch { throw StoreError(error) }
  }
}
