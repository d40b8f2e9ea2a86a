public import ChatModel
import JSONText
import NIOCore
import RedisClient

extension StoreWriter {
  /// Takes a person out of a room on all connections; coming back is allowed.
  public func kick(_ member: MemberID, from room: RoomID, _ act: Act) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("kick", room: room, member: member)) { () throws(StoreError) in
      try await expel(member, from: room, act, kind: .kick)
    }
  }

  /// Takes a person out of a room and keeps that person out; the absent can be banned.
  ///
  /// - Parameters:
  ///   - until: when it ends by itself, in Unix milliseconds; nil for never.
  ///   - withNetworks: whether it also keeps out guests from where this person is connected from at present.
  public func ban(
    _ member: MemberID, from room: RoomID, until: Int64? = nil, withNetworks: Bool = false, _ act: Act
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("ban", room: room, member: member, until: until)) { () throws(StoreError) in
      try await keepName(of: member, in: room)
      let networks = withNetworks ? try await reader.networks(of: member, in: [room]) : []
      return try await expel(member, from: room, act, kind: .ban(until: until), networks: networks)
    }
  }

  /// Lets a person who was banned from a room in again.
  public func unban(_ member: MemberID, from room: RoomID, _ act: Act) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("unban", room: room, member: member)) { () throws(StoreError) in
      try await restrict(member, in: room, act, kind: .unban)
    }
  }

  /// Lets a person only listen in a room.
  ///
  /// - Parameter until: when it ends by itself, in Unix milliseconds; nil for never.
  public func mute(
    _ member: MemberID, in room: RoomID, until: Int64? = nil, _ act: Act
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("mute", room: room, member: member, until: until)) { () throws(StoreError) in
      try await keepName(of: member, in: room)
      return try await restrict(member, in: room, act, kind: .mute(until: until))
    }
  }

  /// Gives a person who was muted the word again.
  public func unmute(_ member: MemberID, in room: RoomID, _ act: Act) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("unmute", room: room, member: member)) { () throws(StoreError) in
      try await restrict(member, in: room, act, kind: .unmute)
    }
  }

  enum Expulsion {
    case kick
    case ban(until: Int64?)
    /// Out of one room, because of a ban from all.
    case everywhere(until: Int64?)

    var word: RedisArgument {
      switch self {
      case .kick: "kick"
      case .ban: "ban"
      case .everywhere: "everywhere"
      }
    }
    var until: Int64 {
      switch self {
      case .kick: 0
      case .ban(let until), .everywhere(let until): until ?? 0
      }
    }
  }

  func expel(
    _ member: MemberID, from room: RoomID, _ act: Act, kind: Expulsion, networks: [NetworkID] = []
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    try await open(act)
    var answer = try await step(
      StoreScripts.expel, room,
      [
        kind.word, .string(act.author.id), "console", member.argument, "member", act.reasonJSON, act.nameJSON,
        .integer(kind.until), act.id.argument,
      ] + networks.map { .string($0.rawValue) })
    let word = try answer.text()
    guard word == "ok" else { return .failure(try ChatStore.refusal(word, &answer)) }
    _ = try answer.number()
    var outcome = ActOutcome(act: act.id)
    outcome.connections = try answer.heldConnections()
    outcome.networks = networks.count
    outcome.rooms = [room]
    _ = try await ask("SREM", [.string(keys.personRooms(member)), room.argument])
    return .success(outcome)
  }

  private func restrict(
    _ member: MemberID, in room: RoomID, _ act: Act, kind: RestrictionNotice.Kind
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    try await open(act)
    let notice = RestrictionNotice(kind: kind, room: room, act: act)
    var answer = try await step(
      StoreScripts.restrict, room,
      [
        .string(kind.word), .string(act.author.id), "console", member.argument, "member", act.reasonJSON,
        .integer(kind.until ?? 0), act.id.argument, .bytes(notice.json),
      ])
    let word = try answer.text()
    guard word == "ok" else { return .failure(try ChatStore.refusal(word, &answer)) }
    var outcome = ActOutcome(act: act.id)
    outcome.connections = try answer.heldConnections()
    outcome.rooms = [room]
    return .success(outcome)
  }

  /// Who is acted on is remembered for a while, so that lists find a name.
  func keepName(of member: MemberID, in room: RoomID?) async throws(StoreError) {
    var name: String?
    if let room {
      let shown = try await ask("HGET", [.string(keys.members(room)), member.argument])
      name = shown.buffer.flatMap { ListedMember(member, json: $0) }?.name
    }
    let kept = name ?? GuestName(of: member).name.text
    do {
      _ = try await redis.evaluate(
        StoreScripts.person, keys: [keys.person(member)],
        arguments: [.string(kept), "", .integer(ChatStore.personMilliseconds), "1"])
    } catch {
      let error = StoreError(error)
      // A name is a courtesy: a full store does not keep an act from being done.
      guard error.code == .full else { throw error }
    }
  }
}

extension AnswerReader {
  /// Connections with the servers that hold them, each as `<connection> <server>`.
  mutating func heldConnections() throws(StoreError) -> [HeldConnection] {
    try buffers().compactMap { buffer in
      let words = String(buffer: buffer).split(separator: " ")
      guard words.count == 2, let connection = ConnectionID(words[0]), let server = ServerID(words[1]) else {
        return nil
      }
      return HeldConnection(connection: connection, server: server)
    }
  }
}
