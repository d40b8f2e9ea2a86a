public import ChatModel
public import NIOCore

/// What a client needs to go on in a room; messages and members are JSON as clients get them.
public struct JoinAnswer: Sendable {
  /// How the answer relates to where the client stopped reading.
  public enum Status: String, Sendable {
    case fresh, resumed, gap, reset
  }

  /// Messages a client has to do without, or to fetch.
  public struct Gap: Sendable, Equatable {
    /// First and last number missing.
    public let from: Int64, to: Int64
    /// Whether the first of them are gone from the log.
    public let isTrimmed: Bool
  }

  /// How it relates to where the client stopped.
  public let status: Status
  /// The life of the log.
  public let epoch: Epoch
  /// Everything published up to here is in the answer.
  public let rev: Int64
  /// The highest message number.
  public let seq: Int64
  /// The lowest one still in the log.
  public let firstSeq: Int64
  /// The id of the highest message.
  public let id: Int64
  /// Room, topic, locked, slow mode, count, presence: the argument of `room_update`.
  public let description: ByteBuffer
  /// The joiner as a member of the room.
  public let member: ByteBuffer
  /// Whether `members` are all.
  public let isComplete: Bool
  /// People, the joiner among them.
  public let people: JSONItems
  /// Messages, oldest first.
  public let log: JSONItems
  /// What is missing, with status `gap`.
  public let gap: Gap?
  /// With status `resumed`: older messages that were deleted or restored meanwhile.
  public let changed: [ByteBuffer]
  /// Whether the person was not in the room before.
  public let isNewHere: Bool
  /// Whether the room was made by this join.
  public let isNewRoom: Bool
  /// Until when the joiner is muted there, in Unix milliseconds; 0 without end, nil when he is not.
  public let mutedUntil: Int64?

  /// The people one by one.
  public var members: [ByteBuffer] { people.separated }
  /// The messages one by one.
  public var messages: [ByteBuffer] { log.separated }
}

/// What became of a join.
public enum JoinOutcome: Sendable {
  /// The connection is in the room.
  case joined(JoinAnswer)
  /// It is not, and what the client is told.
  case refused(ChatError)
}
