public import ChatModel
import JSONText
public import NIOCore
import RedisClient

/// A page of a room's log.
public struct HistoryPage: Sendable {
  /// The lowest number still in the log.
  public let firstSeq: Int64
  /// The highest number.
  public let seq: Int64
  /// The life of the log.
  public let epoch: Epoch
  /// Messages as JSON, oldest first.
  public let messages: [ByteBuffer]
}

/// Which page of a log.
public enum HistoryAnchor: Sendable, Equatable {
  /// The newest messages.
  case newest
  /// Those before a number.
  case before(Int64)
  /// Those after it.
  case after(Int64)
  /// Those around it.
  case around(Int64)

  fileprivate var parts: (String, Int64) {
    switch self {
    case .newest: ("newest", 0)
    case .before(let seq): ("before", seq)
    case .after(let seq): ("after", seq)
    case .around(let seq): ("around", seq)
    }
  }
}

extension ChatStore {
  /// Reads a page of a room's log; nil when there is no such room.
  public func history(
    _ anchor: HistoryAnchor, limit: Int, view: RoomView,
    then: @escaping (Result<HistoryPage?, StoreError>) -> Void
  ) {
    let (kind, seq) = anchor.parts
    step(
      StoreScripts.history, view,
      [.string(kind), .integer(seq), .integer(Int64(limit)), .integer(Int64(limits.pageBytes))]
    ) { result in
      then(
        AnswerReader.read(result, of: "history") { reader throws(StoreError) in
          guard try reader.text() == "ok" else { return nil }
          return HistoryPage(
            firstSeq: try reader.number(), seq: try reader.number(), epoch: try reader.epoch(),
            messages: try reader.buffers())
        })
    }
  }

  /// Reads a page of a room's people, from the beginning or from the place the page before named; the last page names
  /// none.
  public func members(
    of room: RoomID, from place: MembersPlace = MembersPlace(), limit: Int,
    then: @escaping (Result<(members: [ByteBuffer], next: MembersPlace?), StoreError>) -> Void
  ) {
    command(
      "HSCAN", [.string(keys.members(room)), .string(String(place.cursor)), "COUNT", .integer(Int64(limit))]
    ) { result in
      then(
        result.flatMap { value in
          guard let parts = value.array, parts.count == 2, let next = parts[0].string.flatMap({ UInt64($0) }),
            let fields = parts[1].array
          else { return .failure(StoreError(unexpected: "HSCAN")) }
          let members = stride(from: 1, to: fields.count, by: 2).compactMap { fields[$0].buffer }
          let page = members.dropFirst(place.offset).prefix(limit)
          let end = place.offset + page.count
          if end < members.count { return .success((Array(page), MembersPlace(cursor: place.cursor, offset: end))) }
          return .success((Array(page), next == 0 ? nil : MembersPlace(cursor: next, offset: 0)))
        })
    }
  }

  /// Lists rooms by last activity, newest first.
  public func rooms(
    from offset: Int, limit: Int, then: @escaping (Result<[RoomID], StoreError>) -> Void
  ) {
    command(
      "ZRANGE",
      [.string(keys.rooms), .integer(Int64(offset)), .integer(Int64(offset + limit - 1)), "REV"]
    ) { result in
      then(result.map { value in (value.array ?? []).compactMap { $0.string.flatMap { RoomID($0) } } })
    }
  }

  /// Topic, number of people, and whether the room is hidden; nil when it is gone.
  public func summary(
    of room: RoomID, then: @escaping (Result<RoomSummary?, StoreError>) -> Void
  ) {
    var fields: [RESPValue] = []
    command("HMGET", [.string(keys.state(room)), "epoch", "topic", "hidden"]) { result in
      if case .success(let value) = result { fields = value.array ?? [] }
    }
    command("HLEN", [.string(keys.members(room))]) { result in
      then(
        result.map { count in
          guard fields.count == 3, !fields[0].isNull else { return nil }
          return RoomSummary(
            room: room, topic: fields[1].string ?? "", people: count.int64 ?? 0, isHidden: fields[2].string == "1")
        })
    }
  }

  /// How many rooms there are.
  public func roomCount(then: @escaping (Result<Int64, StoreError>) -> Void) {
    command("ZCARD", [.string(keys.rooms)]) { then($0.map { $0.int64 ?? 0 }) }
  }

  /// Tells a room that somebody is typing; nothing is kept of it.
  public func typing(_ person: Person, in view: RoomView) {
    guard let epoch = view.epoch else { return }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("room")
    writer.string(view.room.rawValue)
    writer.key("member")
    writer.string(person.id.rawValue)
    writer.key("username")
    writer.string(person.name.text)
    writer.endObject()
    let header = "typing \(epoch) 0 \(view.seq) 0 \(person.id)\n"
    command("PUBLISH", [.string(keys.bus(view.room)), .bytes(Array(header.utf8) + writer.bytes)])
  }

  /// Notes that something happened in a room, for listings.
  public func touch(_ room: RoomID, now: Int64) {
    command("ZADD", [.string(keys.rooms), .integer(now), .string(room.rawValue)])
  }
}

/// A room in a listing.
public struct RoomSummary: Sendable, Equatable {
  /// Its id.
  public let room: RoomID
  /// Free text.
  public let topic: String
  /// People in it.
  public let people: Int64
  /// Whether it is left out of listings.
  public let isHidden: Bool
}
