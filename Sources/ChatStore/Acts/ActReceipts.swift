public import ChatModel

/// What one server did about an act.
public struct ActReceipt: Sendable, Equatable {
  /// The server.
  public let server: ServerID
  /// How long after the act, by the store's clock, in milliseconds.
  public let milliseconds: Int64
  /// The connections it took out or told; for announcements none are named.
  public let connections: [ConnectionID]
  /// How many connections it took out or told.
  public let told: Int64
}

/// What became of an act at the servers that are alive.
public struct ActReceipts: Sendable, Equatable {
  /// What they wrote, soonest first.
  public var receipts: [ActReceipt] = []
  /// Those that are alive and did not say in time that they were done.
  public var silent: [ServerID] = []
  /// Those that held a connection concerned, by the store's word, and are not alive.
  public var gone: [ServerID] = []
}

/// A connection that an act concerns, and the server that holds it.
public struct HeldConnection: Sendable, Hashable {
  /// The connection.
  public let connection: ConnectionID
  /// The server.
  public let server: ServerID
}

/// What an act has done to the store, and whose receipts are to be expected.
public struct ActOutcome: Sendable, Equatable {
  /// The act.
  public let act: ActID
  /// The connections it took out or told.
  public internal(set) var connections: [HeldConnection] = []
  /// The rooms it changed.
  public internal(set) var rooms: [RoomID] = []
  /// How many networks a ban holds for as well.
  public internal(set) var networks = 0
  /// Whether every server that is alive writes a receipt, not only those that hold one of the connections.
  public internal(set) var concernsAllServers = false
  /// Why the audit does not have the act; nil when it has.
  public internal(set) var auditFailure: String?

  init(act: ActID) { self.act = act }
}
