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
    step(
      StoreScripts.delete, view,
      [.string(act.actor.id.rawValue), .string(act.actor.role.rawValue), .bytes(tombstone.bytes)]
        + ids.map { .integer($0) }
    ) { then(Self.verdict($0, of: "delete")) }
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
