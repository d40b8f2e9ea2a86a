public import ChatModel
import RedisClient

extension StoreWriter {
  /// Gives a person a role in one room, or takes it (`member`). Whoever is there sees it at once.
  public func setRole(
    _ role: Role, of member: MemberID, in room: RoomID, _ act: Act
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    guard role != .admin else {
      return .failure(
        ChatError(.invalidPayload, "A room has moderators, no admins.", hint: "An admin is one in all rooms."))
    }
    return try await audited(act, AuditSubject("role", room: room, member: member, value: role.rawValue)) {
      () throws(StoreError) in
      if role != .member { try await keepName(of: member, in: room) }
      let kept = try await ask("HMGET", [.string(keys.person(member)), "role", "token"]).array ?? []
      let console = kept.first?.string.flatMap { Role(rawValue: $0) } ?? .member
      let token = kept.last?.string.flatMap { TokenRole($0) }?.role(in: room, at: try await now()) ?? .member
      var answer = try await step(
        StoreScripts.role, room, [member.argument, .string(role.rawValue), .string(max(console, token).rawValue)])
      let word = try answer.text()
      guard word == "ok" else { return .failure(try ChatStore.refusal(word, &answer)) }
      var outcome = ActOutcome(act: act.id)
      outcome.rooms = [room]
      return .success(outcome)
    }
  }

  /// Gives a person a role in all rooms, or takes it (`member`): first in what is kept of the person, then in each room
  /// the person is in.
  public func setRoleEverywhere(
    _ role: Role, of member: MemberID, _ act: Act
  ) async throws(StoreError) -> Verdict<ActOutcome> {
    try await audited(act, AuditSubject("role_everywhere", member: member, value: role.rawValue)) {
      () throws(StoreError) in
      let fields = try await ask("SMEMBERS", [.string(keys.personRooms(member))]).array ?? []
      let rooms = fields.compactMap { $0.string.flatMap { RoomID($0) } }.sorted()
      try await keepName(of: member, in: rooms.first)
      var answer = try await run(
        StoreScripts.personRole, keys: [keys.person(member)],
        [.string(role == .member ? "" : role.rawValue), .integer(ChatStore.personMilliseconds)])
      let (version, name, isBot) = (try answer.number(), try answer.text(), try answer.flag())
      let shown = (try? PersonName(name)) ?? GuestName(of: member).name
      let person = Person(id: member, name: shown, role: role, isBot: isBot)
      let token = try await ask("HGET", [.string(keys.person(member)), "token"]).string.flatMap { TokenRole($0) }
      var outcome = ActOutcome(act: act.id)
      for room in rooms {
        let fields = MemberFields(person, version: version, room: room).json
        let shown = max(role, token?.role(in: room, at: try await now()) ?? .member)
        _ = try await step(
          StoreScripts.refresh, room, [member.argument, .bytes(fields), .integer(version), .string(shown.rawValue)])
        outcome.rooms.append(room)
      }
      // Whoever is in no room is known to servers all the same.
      try await wake("person \(version) \(member)")
      return .success(outcome)
    }
  }
}
