/// Figures of the store as a whole.
public struct StoreStats: Sendable, Equatable {
  /// Servers whose lease holds.
  public var servers = 0
  /// Rooms listed.
  public var rooms: Int64 = 0
  /// People in rooms: one who is in two rooms counts twice.
  public var people: Int64 = 0
  /// Connections in rooms.
  public var connections: Int64 = 0
  /// Messages kept.
  public var messages: Int64 = 0
  /// Entries in the list of bans everywhere.
  public var bansEverywhere: Int64 = 0
  /// Version of Redis.
  public var redisVersion = ""
  /// Memory Redis uses, in bytes.
  public var usedMemory: Int64 = 0
  /// The most it may use, in bytes; 0 without a limit.
  public var maxMemory: Int64 = 0
  /// Commands Redis carries out a second.
  public var commandsPerSecond: Int64 = 0
  /// Clients connected to Redis.
  public var redisClients: Int64 = 0
  /// Keys in the database.
  public var keys: Int64 = 0
}
