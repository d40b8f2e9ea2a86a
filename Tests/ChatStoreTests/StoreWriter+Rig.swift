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

  /// Says that a server lives, the rig's unless given; for as long as any test takes.
  func registerServer(_ other: ServerID? = nil) async throws {
    let server = other ?? server
    _ = try await ask { store, then in store.register(server, then: then) }
    try await extendLease(of: server)
  }

  /// Lets a lease last: nobody renews it here, and a machine may stand still for longer than it is given.
  func extendLease(of server: ServerID) async throws {
    guard try await redis("PEXPIRE", .string("parlor:server:\(server)"), 3_600_000).int64 == 1 else {
      throw Surprise("the lease of \(server) was over before it could be extended")
    }
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
