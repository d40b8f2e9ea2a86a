public import ChatModel
import RedisClient

extension StoreReader {
  /// Reads a page of the list of rooms, those with the latest activity first.
  ///
  /// - Parameters:
  ///   - offset: how many rooms are passed over.
  ///   - limit: how many are looked at; fewer come back where some are unwanted or gone.
  ///   - isWanted: which rooms to read; no command is spent on the others.
  /// - Returns: the rooms, and whether there are none behind them.
  public func rooms(
    from offset: Int, limit: Int = 500, where isWanted: @Sendable (RoomID) -> Bool = { _ in true }
  ) async throws(StoreError) -> (rooms: [RoomListing], isLast: Bool) {
    let answer = try await ask(
      "ZRANGE",
      [.string(keys.rooms), .integer(Int64(offset)), .integer(Int64(offset + limit - 1)), "REV", "WITHSCORES"])
    let fields = answer.array ?? []
    var found: [(room: RoomID, score: Int64)] = []
    for index in stride(from: 0, to: fields.count - 1, by: 2) {
      guard let room = fields[index].string.flatMap({ RoomID($0) }), isWanted(room) else { continue }
      found.append((room, Self.wholeScore(fields[index + 1]) ?? 0))
    }
    return (try await listings(found), fields.count < 2 * limit)
  }

  /// One room as a listing shows it; nil when there is none.
  public func listing(of room: RoomID) async throws(StoreError) -> RoomListing? {
    let score = Self.wholeScore(try await ask("ZSCORE", [.string(keys.rooms), .string(room.rawValue)]))
    return try await listings([(room, score ?? 0)]).first
  }

  private func listings(_ rooms: [(room: RoomID, score: Int64)]) async throws(StoreError) -> [RoomListing] {
    let answers = try await ask(
      rooms.flatMap { room, _ -> [Command] in
        [
          ("HMGET", [.string(keys.part(.state, of: room)), "epoch", "id", "topic", "locked", "hidden"]),
          ("HLEN", [.string(keys.part(.members, of: room))]), ("ZCARD", [.string(keys.part(.messages, of: room))]),
        ]
      })
    var listings: [RoomListing] = []
    for (index, (room, score)) in rooms.enumerated() {
      guard let state = answers[3 * index].array, state.count == 5, !state[0].isNull else { continue }
      listings.append(
        RoomListing(
          room: room, people: answers[3 * index + 1].int64 ?? 0, messages: answers[3 * index + 2].int64 ?? 0,
          lastActivity: max(score, (state[1].int64 ?? 0) / 1000), topic: state[2].string ?? "",
          isLocked: state[3].string == "1", isHidden: state[4].string == "1"))
    }
    return listings
  }

  /// How a room stands; nil when there is none.
  public func state(of room: RoomID) async throws(StoreError) -> RoomState? {
    func key(_ part: RoomPart) -> RedisArgument { .string(keys.part(part, of: room)) }
    let answers = try await ask([
      (
        "HMGET",
        [
          key(.state), "epoch", "first_seq", "seq", "rev", "presence", "topic", "locked", "hidden", "slow", "retain",
          "retain_age",
        ]
      ),
      ("ZCARD", [key(.messages)]), ("HLEN", [key(.members)]), ("HLEN", [key(.conns)]), ("HLEN", [key(.roles)]),
      ("HLEN", [key(.bans)]), ("HLEN", [key(.mutes)]), ("ZRANGE", [key(.messages), 0, 0, "WITHSCORES"]),
      ("ZRANGE", [key(.messages), -1, -1, "WITHSCORES"]),
    ])
    guard let state = answers[0].array, state.count == 11, !state[0].isNull else { return nil }
    func date(_ answer: RESPValue) -> Int64? { answer.array?.last.flatMap(Self.wholeScore).map { $0 / 1000 } }
    return RoomState(
      room: room, epoch: state[0].string.flatMap { Epoch($0) }, firstSeq: state[1].int64 ?? 1,
      seq: state[2].int64 ?? 0, rev: state[3].int64 ?? 0, messages: answers[1].int64 ?? 0, oldest: date(answers[7]),
      newest: date(answers[8]), people: answers[2].int64 ?? 0, connections: answers[3].int64 ?? 0,
      presence: state[4].string ?? "full", topic: state[5].string ?? "", isLocked: state[6].string == "1",
      isHidden: state[7].string == "1", slowMilliseconds: state[8].int64 ?? 0, retainCount: state[9].int64,
      retainMilliseconds: state[10].int64 ?? 0, roles: answers[4].int64 ?? 0, bans: answers[5].int64 ?? 0,
      mutes: answers[6].int64 ?? 0)
  }

  /// A score that is a whole number; Redis may write it as a decimal fraction or with an exponent.
  static func wholeScore(_ value: RESPValue) -> Int64? {
    if let number = value.int64 { return number }
    guard let score = value.string.flatMap({ Double($0) }), score.magnitude < 9_007_199_254_740_992 else { return nil }
    return Int64(score)
  }
}

extension StoreReader {
  /// The life of a room's log; nil when there is no such room.
  public func epoch(of room: RoomID) async throws(StoreError) -> Epoch? {
    try await ask("HGET", [.string(keys.part(.state, of: room)), "epoch"]).string.flatMap { Epoch($0) }
  }
}

extension StoreReader {
  /// The highest message numbers of some rooms; 0 for those that are gone.
  public func lastNumbers(of rooms: [RoomID]) async throws(StoreError) -> [Int64] {
    try await ask(rooms.map { ("HGET", [.string(keys.part(.state, of: $0)), "seq"]) }).map { $0.int64 ?? 0 }
  }
}

extension StoreReader {
  /// A page of the list of rooms as it stands, those included that are gone.
  public func listedRooms(from offset: Int, limit: Int) async throws(StoreError) -> (rooms: [RoomID], isLast: Bool) {
    let answer = try await ask(
      "ZRANGE", [.string(keys.rooms), .integer(Int64(offset)), .integer(Int64(offset + limit - 1))])
    let fields = answer.array ?? []
    return (fields.compactMap { $0.string.flatMap { RoomID($0) } }, fields.count < limit)
  }
}
