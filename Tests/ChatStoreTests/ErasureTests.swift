import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// Removing all that is kept of one person.
@Suite(.timeLimit(.minutes(10))) struct ErasureTests {
  @Test func nothingOfAPersonStays() async throws {
    try await StoreRig.run { rig in
      let (visitor, other) = (try Visitor(name: "Jade Otter"), try Visitor())
      let (member, room) = (visitor.person.id, rig.room)
      for each in [visitor, other] { _ = try await rig.joined(each) }
      try await rig.client.eventLoop.submit {
        rig.store.value.noteRoom(room, of: member)
        rig.store.value.touch(room, now: 1)
      }.get()
      for text in ["one", "two", "three"] { try await rig.said(text, visitor) }
      try await rig.said("stays", other)
      _ = try await rig.writer.carryOut(try await rig.plan(.delete, [1, 4]), rig.act())
      let trim = try #require(try await rig.reader.planTrim(of: rig.room, .keep(2)))
      _ = try await rig.writer.carryOut(trim, rig.act())
      _ = try await rig.writer.setRoleEverywhere(.moderator, of: member, rig.act()).accepted()
      _ = try await rig.writer.mute(member, in: rig.room, rig.act()).accepted()
      _ = try await rig.writer.banEverywhere(member, until: nil, rig.act()).accepted()

      let erasure = try await rig.writer.erase(member, rig.act())
      #expect(erasure.messages == 1 && erasure.trashed == 3 && erasure.auditFailure == nil)
      // Only the audit names the id, as the list of acts does nowhere.
      for key in try await rig.redis("KEYS", "*").array?.compactMap(\.string) ?? [] where !key.hasSuffix("audit") {
        #expect(!key.contains(member.rawValue), "\(key)")
        let value = try await rig.whole(key)
        #expect(!value.contains(member.rawValue) && !value.contains("Jade"), "\(key): \(value)")
      }
      #expect(try await rig.reader.verifyAudit().isWhole)
      // What others said can still be brought back; the trim took nothing of theirs.
      #expect(try await rig.redis("KEYS", "*trash*").array?.count == 1)
    }
  }

  @Test func whoIsThereIsTakenOut() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let (member, room) = (visitor.person.id, rig.room)
      _ = try await rig.joined(visitor)
      try await rig.client.eventLoop.submit { rig.store.value.noteRoom(room, of: member) }.get()
      let erasure = try await rig.writer.erase(member, rig.act())
      #expect(erasure.rooms == [rig.room])
      #expect(erasure.outcome.connections.map(\.connection) == [visitor.connection])
      #expect(try await rig.redis("HLEN", rig.key("members")).int64 == 0)
    }
  }

  @Test func aPersonIsIntroducedWithNameAndRole() async throws {
    try await StoreRig.run { rig in
      let bot = try await rig.writer.introduce(try PersonName("Echo"), role: .moderator, isBot: true, rig.act())
      let id = bot.id
      let record = try #require(try await rig.ask { store, then in store.person(id, then: then) })
      #expect(record.name == "Echo" && record.role == .moderator && record.isBot)
      let secret = try await rig.writer.tokenSecret()
      #expect(secret.count == 32)
      #expect(try await rig.ask { store, then in store.secret(proposal: [1], then: then) } == secret)
    }
  }
}

extension StoreRig {
  /// All that a key holds, as text.
  func whole(_ key: String) async throws -> String {
    let name = RedisArgument.string(key)
    switch try await redis("TYPE", name).string {
    case "hash": return "\(try await redis("HGETALL", name))"
    case "zset": return "\(try await redis("ZRANGE", name, 0, -1))"
    case "set": return "\(try await redis("SMEMBERS", name))"
    default: return "\(try await redis("GET", name))"
    }
  }
}
