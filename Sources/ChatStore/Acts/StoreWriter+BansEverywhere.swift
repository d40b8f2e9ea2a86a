public import ChatModel
import RedisClient

extension StoreWriter {
  /// Keeps a person out of all rooms, and out of the chat at connect.
  ///
  /// The ban comes first and wakes all servers; then the person is taken out of each room, also where no server lives.
  ///
  /// - Parameters:
  ///   - until: when it ends by itself, in Unix milliseconds; nil for never.
  ///   - withNetworks: whether it also keeps out guests from where this person is connected from at present.
  public func banEverywhere(
    _ member: MemberID, until: Int64? = nil, withNetworks: Bool = false, _ act: Act
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("ban_everywhere", member: member, until: until)) { () throws(StoreError) in
      try await open(act)
      let rooms = try await ask("SMEMBERS", [.string(keys.personRooms(member))])
      let ids = (rooms.array ?? []).compactMap { $0.string.flatMap { RoomID($0) } }
      try await keepName(of: member, in: ids.first)
      var outcome = ActOutcome(act: act.id)
      outcome.concernsAllServers = true
      let networks = withNetworks ? try await reader.networks(of: member, in: ids) : []
      outcome.networks = networks.count
      let version = try await change(member, "ban", until: until, networks: networks, act)
      guard let version else { throw StoreError(unexpected: "everywhere") }
      try await wake("bans \(version) \(act.id)")
      for room in ids {
        if case .success(let one) = try await expel(member, from: room, act, kind: .everywhere(until: until)) {
          outcome.connections += one.connections
          outcome.rooms.append(room)
        }
      }
      return .success(outcome)
    }
  }

  /// Lets a person who was banned from all rooms in again; bans of single rooms stay.
  public func unbanEverywhere(_ member: MemberID, _ act: Act) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("unban_everywhere", member: member)) { () throws(StoreError) in
      try await open(act)
      guard let version = try await change(member, "unban", until: nil, act) else {
        return .failure(
          ChatError(.invalidPayload, "There is nothing to act on.", hint: "It may be gone already: look again."))
      }
      try await wake("bans \(version) \(act.id)")
      var outcome = ActOutcome(act: act.id)
      outcome.concernsAllServers = true
      return .success(outcome)
    }
  }

  /// Changes the list of bans; its new version, or nil when there was nothing to change.
  private func change(
    _ member: MemberID, _ word: RedisArgument, until: Int64?, networks: [NetworkID] = [], _ act: Act
  ) async throws(StoreError) -> Int64? {
    var answer = try await run(
      StoreScripts.everywhere, keys: [keys.bans],
      [word, member.argument, .integer(until ?? 0), .string(act.author.id), act.reasonJSON, act.id.argument]
        + networks.map { .string($0.rawValue) })
    return try answer.text() == "ok" ? try answer.number() : nil
  }
}
