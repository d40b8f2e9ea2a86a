public import ChatModel
import NIOCore
public import RedisClient

/// The chat's data: every step on a room is one script, so that servers need not agree with each other.
///
/// Used on the event loop of its Redis connection only: calls, and the callbacks `then`, are there. Steps that follow
/// each other are sent and carried out in that order.
public final class ChatStore {
  /// The names of the keys.
  public let keys: Keys
  let redis: RedisClient
  let limits: Limits
  let permanentRoom: RoomID
  /// The `master_replid` of a promoted replica, else empty: a change of it begins new epochs.
  public var origin = ""
  var generator = SystemRandomNumberGenerator()

  /// The scripts a connection should load at once.
  public static let scripts = StoreScripts.all

  /// A store over a connection.
  ///
  /// - Parameter permanentRoom: the room that never disappears.
  public init(redis: RedisClient, keys: Keys, limits: Limits, permanentRoom: RoomID) {
    self.redis = redis
    self.keys = keys
    self.limits = limits
    self.permanentRoom = permanentRoom
  }

  /// Runs a step on a room.
  func step(
    _ script: RedisScript, _ view: RoomView, moreKeys: [String] = [], _ arguments: [RedisArgument],
    then: @escaping (Result<[RESPValue], StoreError>) -> Void
  ) {
    let common: [RedisArgument] = [
      .string(view.epoch?.rawValue ?? ""), .integer(view.seq), .integer(view.id), .string(origin),
      .string(Epoch.random(using: &generator).rawValue), .string(view.room.rawValue),
      .integer(Int64(limits.presencePeople)), .integer(Int64(limits.presenceBack)),
      .string(view.room == permanentRoom ? "1" : "0"),
    ]
    redis.evaluate(script, keys: keys.step(view.room) + moreKeys, arguments: common + arguments) { result in
      then(
        result.mapError(StoreError.init).flatMap { value in
          value.array.map { .success($0) } ?? .failure(StoreError(unexpected: script.name))
        })
    }
  }

  /// Sends a plain command.
  func command(
    _ name: String, _ arguments: [RedisArgument], then: @escaping (Result<RESPValue, StoreError>) -> Void = { _ in }
  ) {
    redis.send(name, arguments) { then($0.mapError(StoreError.init)) }
  }
}
