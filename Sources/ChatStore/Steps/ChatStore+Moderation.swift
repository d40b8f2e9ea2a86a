public import ChatModel
import JSONText
import RedisClient

/// A moderator's act on a room.
public struct ModerationStep: Sendable {
  /// Who acts.
  public var actor: Person
  /// On whom; nil for deletions.
  public var target: MemberID?
  /// The target's role in all rooms.
  public var targetRole: Role
  /// Why, in the moderator's words; empty for none.
  public var reason: String
  /// When it ends, in Unix milliseconds; nil for never.
  public var until: Int64?
  /// The act's id.
  public var act: String

  /// An act with all its parts.
  public init(actor: Person, target: MemberID?, targetRole: Role, reason: String, until: Int64?, act: String) {
    self.actor = actor
    self.target = target
    self.targetRole = targetRole
    self.reason = reason
    self.until = until
    self.act = act
  }

  fileprivate var parties: [RedisArgument] {
    [
      .string(actor.id.rawValue), .string(actor.role.rawValue), .string(target?.rawValue ?? ""),
      .string(targetRole.rawValue), .bytes(JSONValue.string(reason).encoded),
    ]
  }
}

extension ChatStore {
  /// Takes a person out of a room on all connections; a ban also keeps him out.
  public func expel(
    _ act: ModerationStep, isBan: Bool, view: RoomView, then: @escaping (Result<ChatError?, StoreError>) -> Void
  ) {
    step(
      StoreScripts.expel, view,
      [.string(isBan ? "ban" : "kick")] + act.parties
        + [
          .bytes(JSONValue.string(act.actor.name.text).encoded), .integer(act.until ?? 0), .string(act.act),
        ]
    ) { [self] result in
      let verdict = Self.verdict(result, of: "expel")
      if case .success(nil) = verdict, let target = act.target {
        command("SREM", [.string(keys.personRooms(target)), .string(view.room.rawValue)])
      }
      then(verdict)
    }
  }

  /// Mutes a person, or lifts a mute or ban; `kind` is `mute`, `unmute` or `unban`.
  ///
  /// - Parameter notice: the `notice` the target gets, as JSON.
  public func restrict(
    _ act: ModerationStep, kind: String, notice: [UInt8], view: RoomView,
    then: @escaping (Result<ChatError?, StoreError>) -> Void
  ) {
    step(
      StoreScripts.restrict, view,
      [.string(kind)] + act.parties + [.integer(act.until ?? 0), .string(act.act), .bytes(notice)]
    ) { then(Self.verdict($0, of: "restrict")) }
  }

  /// Changes a setting of a room; everybody in it is told.
  public func set(
    _ setting: RoomSetting, by act: ModerationStep, view: RoomView,
    then: @escaping (Result<ChatError?, StoreError>) -> Void
  ) {
    step(
      StoreScripts.settings, view,
      [
        "0", .string(act.actor.id.rawValue), .string(act.actor.role.rawValue), .string(setting.field.name),
        .string(setting.field.value),
      ]
    ) { then(Self.verdict($0, of: "settings")) }
  }

  /// Deletes messages; `now` is in Unix milliseconds.
  public func delete(
    _ ids: [Int64], by act: ModerationStep, now: Int64, view: RoomView,
    then: @escaping (Result<ChatError?, StoreError>) -> Void
  ) {
    var tombstone = JSONWriter()
    tombstone.beginObject()
    tombstone.key("by")
    tombstone.string(act.actor.name.text)
    tombstone.key("reason")
    tombstone.string(act.reason)
    tombstone.key("date")
    tombstone.integer(now)
    tombstone.endObject()
    delete(ids, by: act, tombstone: tombstone.bytes, roles: [], now: now, view: view, then: then)
  }

  /// What an author may have beside the room's own roles is not in the room's slot, so the script names the authors it
  /// has to know about, and is run again with their roles.
  private func delete(
    _ ids: [Int64], by act: ModerationStep, tombstone: [UInt8], roles: [RedisArgument], now: Int64,
    view: RoomView, then: @escaping (Result<ChatError?, StoreError>) -> Void
  ) {
    step(
      StoreScripts.delete, view,
      [
        .string(act.actor.id.rawValue), .string(act.actor.role.rawValue), .bytes(tombstone),
        .integer(Int64(roles.count / 2)),
      ] + roles + ids.map { .integer($0) }
    ) { [self] result in
      guard roles.isEmpty, case .success(let parts) = result, parts.first?.string == "roles", parts.count == 2,
        let authors = parts[1].array?.compactMap({ $0.string.flatMap { MemberID($0) } }), !authors.isEmpty
      else { return then(Self.verdict(result, of: "delete")) }
      self.roles(of: authors, in: view.room, now: now) { [self] result in
        switch result {
        case .failure(let error): then(.failure(error))
        case .success(let roles):
          delete(ids, by: act, tombstone: tombstone, roles: roles, now: now, view: view, then: then)
        }
      }
    }
  }

  /// The roles of some people in a room, but for what the room itself gives, each after its person.
  private func roles(
    of members: [MemberID], in room: RoomID, now: Int64, then: @escaping (Result<[RedisArgument], StoreError>) -> Void
  ) {
    var roles: [RedisArgument] = []
    for (index, member) in members.enumerated() {
      command("HMGET", [.string(keys.person(member)), "role", "token"]) { result in
        if case .success(let value) = result {
          let console = value.array?.first?.string.flatMap { Role(rawValue: $0) } ?? .member
          let token = value.array?.last?.string.flatMap { TokenRole($0) }?.role(in: room, at: now) ?? .member
          roles += [.string(member.rawValue), .string(max(console, token).rawValue)]
        }
        guard index == members.count - 1 else { return }
        then(result.map { _ in roles })
      }
    }
  }

  /// nil when it was done, else what the moderator is told.
  private static func verdict(
    _ result: Result<[RESPValue], StoreError>, of script: String
  ) -> Result<ChatError?, StoreError> {
    AnswerReader.read(result, of: script) { reader throws(StoreError) in
      let kind = try reader.text()
      return kind == "ok" ? nil : try refusal(kind, &reader)
    }
  }
}
