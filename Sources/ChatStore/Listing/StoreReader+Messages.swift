public import ChatModel
public import NIOCore
import RedisClient

/// A stretch of a log by ids, that is by time in microseconds; both ends belong to it.
public struct MessageSpan: Sendable, Equatable {
  /// The lowest id.
  public var from: Int64
  /// The highest id.
  public var through: Int64

  /// A stretch; without ends the whole log.
  public init(from: Int64 = 0, through: Int64 = (1 << 53) - 1) {
    self.from = from
    self.through = through
  }
}

extension StoreReader {
  /// Reads a page of a log as it is stored: the first entries of the stretch, or the last, oldest first either way.
  public func entries(
    of room: RoomID, in span: MessageSpan, newest: Bool, limit: Int = 200
  ) async throws(StoreError) -> [ByteBuffer] {
    let (first, second) = newest ? (span.through, span.from) : (span.from, span.through)
    var arguments: [RedisArgument] = [
      .string(keys.part(.messages, of: room)), .integer(first), .integer(second), "BYSCORE",
    ]
    if newest { arguments.append("REV") }
    arguments += ["LIMIT", 0, .integer(Int64(limit))]
    let answer = try await ask("ZRANGE", arguments)
    let entries = (answer.array ?? []).compactMap(\.buffer)
    return newest ? entries.reversed() : entries
  }

  /// Reads a page of a log; see `entries`.
  public func messages(
    of room: RoomID, in span: MessageSpan, newest: Bool, limit: Int = 200
  ) async throws(StoreError) -> [StoredMessage] {
    try await entries(of: room, in: span, newest: newest, limit: limit).compactMap { StoredMessage($0) }
  }

  /// The lowest id that is not too old to be read in a room, which hides what is older than it keeps.
  public func lowestReadable(in room: RoomID, now: Int64) async throws(StoreError) -> Int64 {
    let age = try await ask("HGET", [.string(keys.part(.state, of: room)), "retain_age"]).int64 ?? 0
    return age > 0 ? max(0, now - age) * 1000 : 0
  }
}

extension StoreReader {
  /// The message of this number; nil when it is not in the log.
  public func message(_ seq: Int64, of room: RoomID) async throws(StoreError) -> StoredMessage? {
    let key = keys.part(.messages, of: room)
    let answers = try await ask([
      ("HGET", [.string(keys.part(.state, of: room)), "first_seq"]), ("ZCARD", [.string(key)]),
    ])
    let first = answers[0].int64 ?? 1
    var low: Int64 = 0
    var high = answers[1].int64 ?? 0
    // Where no number is missing the rank follows from the number; else it has to be searched.
    var rank = seq - first
    while low < high {
      if rank < low || rank >= high { rank = (low + high) / 2 }
      let answer = try await ask("ZRANGE", [.string(key), .integer(rank), .integer(rank)])
      guard let message = answer.array?.first?.buffer.flatMap({ StoredMessage($0) }) else { return nil }
      if message.seq == seq { return message }
      if message.seq < seq { low = rank + 1 } else { high = rank }
      rank = (low + high) / 2
    }
    return nil
  }
}

extension StoreReader {
  /// Reads the first entries of a stretch, and the id behind which the next page begins; nil when there are none.
  public func nextEntries(
    of room: RoomID, in span: MessageSpan, limit: Int
  ) async throws(StoreError) -> (entries: [ByteBuffer], lastID: Int64)? {
    let entries = try await entries(of: room, in: span, newest: false, limit: limit)
    guard let last = entries.last else { return nil }
    if let id = EntryNumbers.number("\"id\":", in: last), id >= span.from { return (entries, id) }
    // An entry that is no message of ours: its score is what it stands under.
    let score = try await ask("ZSCORE", [.string(keys.part(.messages, of: room)), .buffer(last)])
    guard let id = Self.wholeScore(score), id >= span.from else { throw StoreError(unexpected: "ZRANGE") }
    return (entries, id)
  }

  /// The id of the message with so many, itself included, from it to the end; nil when there are fewer.
  public func id(fromEnd count: Int, of room: RoomID) async throws(StoreError) -> Int64? {
    let answer = try await ask(
      "ZRANGE",
      [.string(keys.part(.messages, of: room)), .integer(Int64(-count)), .integer(Int64(-count)), "WITHSCORES"])
    return answer.array?.last.flatMap(Self.wholeScore)
  }
}

extension StoreReader {
  /// The entries of these ids as they are stored now; nil for those that are gone.
  public func entries(of room: RoomID, ids: [Int64]) async throws(StoreError) -> [ByteBuffer?] {
    let key = keys.part(.messages, of: room)
    let answers = try await ask(
      ids.map { ("ZRANGE", [.string(key), .integer($0), .integer($0), "BYSCORE", "LIMIT", 0, 1]) })
    return answers.map { $0.array?.first?.buffer }
  }
}
