public import ChatModel
import JSONText
import NIOCore
public import RedisClient

/// Changes what the store holds, for people who look after it; the counterpart of ``StoreReader``.
///
/// It can be used from anywhere. Every change of a room is one script, so it needs no server; those that are alive
/// follow what the room's bus, or the channel `control`, tells them.
///
/// What fails for want of the store is thrown. What the rules of the chat refuse is the failure of the result.
public struct StoreWriter: Sendable {
  /// What the acts of the chat answer.
  public typealias Verdict<Value> = Result<Value, ChatError>

  /// Reads the same store.
  public let reader: StoreReader
  let redis: RedisClient
  let keys: Keys
  let limits: Limits
  let permanentRoom: RoomID

  /// A writer over a connection.
  ///
  /// - Parameters:
  ///   - limits: those the servers run with, as far as they are configured the same.
  ///   - permanentRoom: the room that never disappears.
  public init(redis: RedisClient, keys: Keys, limits: Limits, permanentRoom: RoomID) {
    self.redis = redis
    self.keys = keys
    self.limits = limits
    self.permanentRoom = permanentRoom
    reader = StoreReader(redis: redis, keys: keys)
  }

  /// Whether this user of the store may change it at all, by the store's access rules; nothing is changed to find out.
  public func mayChange() async throws(StoreError) -> Bool {
    do throws(StoreError) {
      _ = try await ask("DEL", [.string(keys.act(.random()))])
      return true
    } catch {
      if error.code == .forbidden { return false }
      throw error
    }
  }

  func ask(_ name: String, _ arguments: [RedisArgument]) async throws(StoreError) -> RESPValue {
    try await reader.ask(name, arguments)
  }

  /// Runs a step on a room; its answer's parts.
  func step(
    _ script: RedisScript, _ room: RoomID, moreKeys: [String] = [], _ arguments: [RedisArgument]
  ) async throws(StoreError) -> AnswerReader {
    var generator = SystemRandomNumberGenerator()
    let common: [RedisArgument] = [
      "", 0, 0, "", .string(Epoch.random(using: &generator).rawValue), .string(room.rawValue),
      .integer(Int64(limits.presencePeople)), .integer(Int64(limits.presenceBack)),
      .string(room == permanentRoom ? "1" : "0"),
    ]
    return try await run(script, keys: keys.step(room) + moreKeys, common + arguments)
  }

  /// Runs a script; its answer's parts.
  func run(
    _ script: RedisScript, keys: [String], _ arguments: [RedisArgument]
  ) async throws(StoreError) -> AnswerReader {
    let answer: RESPValue
    do { answer = try await redis.evaluate(script, keys: keys, arguments: arguments) } catch {
      throw StoreError(error)
    }
    guard let parts = answer.array else { throw StoreError(unexpected: script.name) }
    return AnswerReader(parts, of: script.name)
  }

  /// Wakes all servers up.
  func wake(_ words: String) async throws(StoreError) {
    _ = try await ask("PUBLISH", [.string(keys.control), .string(words)])
  }
}

extension Act {
  /// The reason as a JSON string.
  var reasonJSON: RedisArgument { .bytes(JSONValue.string(reason).encoded) }
  /// The author's name as a JSON string.
  var nameJSON: RedisArgument { .bytes(JSONValue.string(author.name).encoded) }
}

extension RoomID {
  /// As an argument of a command.
  var argument: RedisArgument { .string(rawValue) }
}

extension MemberID {
  /// As an argument of a command.
  var argument: RedisArgument { .string(rawValue) }
}

extension ActID {
  /// As an argument of a command.
  var argument: RedisArgument { .string(rawValue) }
}
