import ChatModel

/// A room the client is in, or wants to be in.
struct ClientRoom: Sendable {
  enum Phase: Sendable, Equatable {
    /// Not joined on this connection.
    case outside
    /// The answer to this request is awaited.
    case joining(ack: Int64)
    case inside
    /// Joining was refused for a while.
    case refused(until: ContinuousClock.Instant)
  }

  /// Everything up to here was delivered.
  var position: LogPosition?
  var phase = Phase.outside
  /// Who waits for the join.
  var callers: [RequestID] = []
  /// How many messages the callers would like.
  var limit: Int?
  /// Whether the client joins again by itself: it was in, or is to be from the start.
  var isKept: Bool

  init(position: LogPosition?, isKept: Bool) {
    self.position = position
    self.isKept = isKept
  }
}
