public import ChatModel

/// A server that serves, or died a short time ago.
public struct ListedServer: Sendable, Equatable {
  /// Its id.
  public let id: ServerID
  /// How long its lease still holds, in milliseconds; nil when it is over.
  public let leaseMilliseconds: Int64?
  /// Rooms it may have connections in.
  public let rooms: Int64
  /// What it says of itself.
  public let figures: ServerFigures

  /// Whether it is alive.
  public var isAlive: Bool { leaseMilliseconds != nil }
}
