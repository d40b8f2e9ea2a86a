public import ChatModel
public import RedisClient

/// What a console runs with.
public struct AdminConfiguration: Sendable {
  /// Where Redis is.
  public var endpoint: RedisEndpoint
  /// First part of every key.
  public var keyPrefix: String
  /// Limits the servers run with, as far as they are configured the same.
  public var limits: Limits
  /// The room that never disappears.
  public var defaultRoom: RoomID
  /// The room commands are about that name none.
  public var room: RoomID?
  /// Whether everything that changes the store is refused.
  public var isReadOnly: Bool
  /// The form of results; nil for a table.
  public var format: OutputFormat?
  /// Whether a batch ends at its first command that fails.
  public var stopsOnError: Bool
  /// Whether a batch repeats each command before its result.
  public var echoes: Bool
  /// What was found of this machine, for `doctor` to tell beside what it finds itself.
  public var findings: [Finding] = []

  /// A console with these parts.
  public init(
    endpoint: RedisEndpoint, keyPrefix: String, limits: Limits, defaultRoom: RoomID, room: RoomID? = nil,
    isReadOnly: Bool = false, format: OutputFormat? = nil, stopsOnError: Bool = false, echoes: Bool = false
  ) {
    self.endpoint = endpoint
    self.keyPrefix = keyPrefix
    self.limits = limits
    self.defaultRoom = defaultRoom
    self.room = room
    self.isReadOnly = isReadOnly
    self.format = format
    self.stopsOnError = stopsOnError
    self.echoes = echoes
  }
}
