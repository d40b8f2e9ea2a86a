public import ChatModel
public import NIOCore
import RedisClient

/// A room read again, with what a server may have missed.
public struct SyncAnswer: Sendable {
  /// The life of the log now.
  public let epoch: Epoch
  /// Everything published up to here is in the answer.
  public let rev: Int64
  /// The highest message number.
  public let seq: Int64
  /// The lowest one still in the log.
  public let firstSeq: Int64
  /// The id of the highest message.
  public let id: Int64
  /// The argument of `room_update`.
  public let description: ByteBuffer
  /// Messages after those the server has told everybody of, or where that cannot be, the newest page.
  public let messages: [ByteBuffer]
  /// Older messages that changed meanwhile, as they are now.
  public let changed: [ByteBuffer]
  /// The people, when `isListed`.
  public let members: [(id: MemberID, json: ByteBuffer)]
  /// Whether `messages` begin right after what the server has told.
  public let reachesBack: Bool
  /// Whether all people are listed.
  public let isListed: Bool
  /// `full` or `count`.
  public let presence: String
  /// Number of people.
  public let people: Int64
  /// Whether the life of the log is the one the feed knew.
  public let isSameLog: Bool
}

extension ChatStore {
  /// The most a re-read may bring, in bytes: a whole log, since a server that stays behind would have to break with all
  /// its clients.
  static let syncBytes: Int64 = 8 << 20

  /// Reads a room again; nil when there is no such room.
  ///
  /// - Parameters:
  ///   - view: what the server has seen, answers of its own steps included.
  ///   - told: how far its feed has told everybody: messages and changes after that are answered. As far as `view`
  ///     unless given.
  public func sync(
    _ view: RoomView, from told: LogPosition? = nil, then: @escaping (Result<SyncAnswer?, StoreError>) -> Void
  ) {
    let epoch = told?.epoch ?? view.epoch
    step(
      StoreScripts.sync, view,
      [
        .integer(Int64(max(limits.resume, limits.roomLog))), .integer(Self.syncBytes),
        .integer(Int64(limits.changedItems)), .integer(Int64(limits.presencePeople)),
        .string(epoch?.rawValue ?? ""), .integer(told?.seq ?? view.seq), .integer(Int64(limits.freshPage)),
      ]
    ) { result in
      then(AnswerReader.read(result, of: "sync") { reader throws(StoreError) in try Self.syncAnswer(&reader) })
    }
  }

  private static func syncAnswer(_ reader: inout AnswerReader) throws(StoreError) -> SyncAnswer? {
    guard try reader.text() == "ok" else { return nil }
    let epoch = try reader.epoch()
    let rev = try reader.number(), seq = try reader.number(), firstSeq = try reader.number(), id = try reader.number()
    let description = try reader.buffer()
    let messages = try reader.buffers(), changed = try reader.buffers(), listed = try reader.buffers()
    let members = stride(from: 0, to: listed.count - 1, by: 2).compactMap { index in
      MemberID(String(buffer: listed[index])).map { (id: $0, json: listed[index + 1]) }
    }
    return SyncAnswer(
      epoch: epoch, rev: rev, seq: seq, firstSeq: firstSeq, id: id, description: description, messages: messages,
      changed: changed, members: members, reachesBack: try reader.flag(), isListed: try reader.flag(),
      presence: try reader.text(), people: try reader.number(), isSameLog: try reader.flag())
  }

  /// Where a room stands, for the regular comparison; nil when it is gone. A store that lost what the server has seen
  /// begins a new epoch here.
  public func check(
    _ view: RoomView, then: @escaping (Result<(epoch: Epoch, seq: Int64, rev: Int64)?, StoreError>) -> Void
  ) {
    step(StoreScripts.check, view, []) { result in
      then(
        AnswerReader.read(result, of: "check") { reader throws(StoreError) in
          let epoch = try reader.text()
          if epoch.isEmpty { return nil }
          guard let epoch = Epoch(epoch) else { throw StoreError(unexpected: "check") }
          return (epoch, try reader.number(), try reader.number())
        })
    }
  }

  /// Where a room stands, as it is stored; nil when it is gone.
  public func position(
    of room: RoomID, then: @escaping (Result<(epoch: Epoch, seq: Int64, rev: Int64)?, StoreError>) -> Void
  ) {
    command("HMGET", [.string(keys.state(room)), "epoch", "seq", "rev"]) { result in
      then(
        result.map { value in
          guard let parts = value.array, parts.count == 3, let epoch = parts[0].string.flatMap({ Epoch($0) }) else {
            return nil
          }
          return (epoch, parts[1].int64 ?? 0, parts[2].int64 ?? 0)
        })
    }
  }

  /// Which of a server's connections the store has in a room.
  public func areThere(
    _ connections: [ConnectionID], in room: RoomID, then: @escaping (Result<Set<ConnectionID>, StoreError>) -> Void
  ) {
    command(
      "HMGET", [.string(keys.step(room)[3])] + connections.map { .string($0.rawValue) }
    ) { result in
      then(
        result.map { value in
          let found = value.array ?? []
          return Set(zip(connections, found).filter { !$0.1.isNull }.map(\.0))
        })
    }
  }
}
