import ChatModel
import ChatStore
import JSONText
import NIOCore
import RedisClient

extension StoreRig {
  /// Acts on the rig's store.
  var writer: StoreWriter {
    StoreWriter(redis: client, keys: Keys(), limits: Limits(), permanentRoom: RoomID("lobby")!)
  }

  /// Reads it.
  var reader: StoreReader { StoreReader(redis: client, keys: Keys()) }

  /// An act of a console.
  func act(_ reason: String = "") -> Act { Act(by: ActAuthor(console: "ann"), reason: reason) }

  /// Says that the rig's server lives.
  func registerServer() async throws {
    let server = server
    _ = try await ask { store, then in store.register(server, then: then) }
  }

  /// The whole log, each message as JSON.
  func log() async throws -> [JSONValue] {
    try await history(.newest).messages.map { try JSONValue(parsing: $0.readableBytesView) }
  }

  /// A plan to take away the messages of these numbers.
  func plan(_ kind: RemovalPlan.Kind, _ seqs: [Int64]) async throws -> RemovalPlan {
    var plan = RemovalPlan(kind, room: room, epoch: try await epoch())
    for entry in try await history(.newest).messages where entry.seq.map(seqs.contains) ?? false { plan.add(entry) }
    return plan
  }

  func epoch() async throws -> Epoch {
    guard let epoch = try await reader.epoch(of: room) else { throw Surprise("no such room") }
    return epoch
  }
}

extension Result {
  /// The success, or what was refused as an error.
  func accepted() throws -> Success { try get() }
}
