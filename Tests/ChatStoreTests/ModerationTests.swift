import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// What moderators do, and may not do.
@Suite(.timeLimit(.minutes(10))) struct ModerationTests {
  @Test func aKickTakesOutAllConnectionsOfAPerson() async throws {
    try await StoreRig.run { rig in
      let (moderator, visitor) = (try Visitor(role: .moderator), try Visitor())
      let second = Visitor(again: visitor)
      for each in [moderator, visitor, second] { _ = try await rig.joined(each) }
      try await BusTap.on(rig) { tap in
        #expect(try await rig.expel(visitor, by: moderator, isBan: false, reason: "noise") == nil)
        let items = try await tap.heard()
        #expect(items.map(\.kind) == ["kicked", "member_delete"])
        #expect(items.allSatisfy { $0.member == visitor.person.id })
        #expect(items[0].text.contains("\"reason\":\"noise\""))
        #expect(items[1].n == 1)
      }
      for each in [visitor, second] {
        guard case .notInRoom(.some) = try await rig.append("x", each) else {
          Issue.record("still there")
          return
        }
      }
      // Coming back is allowed.
      _ = try await rig.joined(visitor)
    }
  }

  @Test func nobodyActsOnAnEqualOrHigherRoleNorOnHimself() async throws {
    try await StoreRig.run { rig in
      let (moderator, other) = (try Visitor(role: .moderator), try Visitor(role: .moderator))
      let (admin, member) = (try Visitor(role: .admin), try Visitor())
      for each in [moderator, other, admin, member] { _ = try await rig.joined(each) }
      #expect(try await rig.expel(moderator, by: member, isBan: false)?.code == .forbidden)
      #expect(try await rig.expel(other, by: moderator, isBan: false)?.code == .forbidden)
      #expect(try await rig.expel(admin, by: moderator, isBan: true)?.code == .forbidden)
      #expect(try await rig.expel(moderator, by: moderator, isBan: false)?.code == .forbidden)
      #expect(try await rig.expel(moderator, by: admin, isBan: false) == nil)
    }
  }

  @Test func aRoleInTheRoomCountsAsMuchAsOneEverywhere() async throws {
    try await StoreRig.run { rig in
      let (helper, member) = (try Visitor(), try Visitor())
      for each in [helper, member] { _ = try await rig.joined(each) }
      try await rig.redis("HSET", rig.key("roles"), .string(helper.person.id.rawValue), "moderator")
      #expect(try await rig.expel(member, by: helper, isBan: false) == nil)
      #expect(String(buffer: try await rig.joined(Visitor(again: helper)).member).contains("Amber Heron"))
    }
  }

  @Test func theAbsentCanBeBannedButNotKicked() async throws {
    try await StoreRig.run { rig in
      let (moderator, visitor) = (try Visitor(role: .moderator), try Visitor())
      _ = try await rig.joined(moderator)
      #expect(try await rig.expel(visitor, by: moderator, isBan: false)?.code == .invalidPayload)
      #expect(try await rig.expel(visitor, by: moderator, isBan: true) == nil)
      guard case .refused(let error) = try await rig.join(visitor) else {
        Issue.record("joined")
        return
      }
      #expect(error.code == .banned)
      #expect(try await rig.restrict(visitor, by: moderator, "unban") == nil)
      #expect(try await rig.restrict(visitor, by: moderator, "unban") != nil)
      _ = try await rig.joined(visitor)
    }
  }

  @Test func theMutedListenOnly() async throws {
    try await StoreRig.run { rig in
      let (moderator, visitor) = (try Visitor(role: .moderator), try Visitor())
      for each in [moderator, visitor] { _ = try await rig.joined(each) }
      #expect(try await rig.restrict(visitor, by: moderator, "mute") == nil)
      #expect(try await rig.refusal(visitor) == .muted)
      #expect(try await rig.restrict(visitor, by: moderator, "unmute") == nil)
      try await rig.said("hello", visitor)
    }
  }

  @Test func aDeletedMessageKeepsItsPlaceAndLosesItsText() async throws {
    try await StoreRig.run { rig in
      let (moderator, visitor) = (try Visitor(role: .moderator), try Visitor())
      for each in [moderator, visitor] { _ = try await rig.joined(each) }
      try await rig.said("before", visitor)
      let (id, seq, _) = try await rig.said("a \"secret\", \"message\":\"more\"", visitor)
      try await rig.said("after", visitor)
      try await BusTap.on(rig) { tap in
        try await rig.delete([id], by: moderator)
        let messages = try await rig.history(.newest).messages
        #expect(messages.map(\.seq) == [1, 2, 3])
        #expect(messages[1].id == id.microseconds)
        let text = String(buffer: messages[1])
        #expect(!text.contains("secret") && !text.contains("more"))
        #expect(text.contains("\"kind\":\"deleted\""))
        #expect(text.contains("\"reason\":\"off topic\""))
        let item = try #require(try await tap.heard().first)
        #expect(item.kind == "message_update")
        #expect(item.n == id.microseconds)
        #expect(item.text == "{\"room\":\"garden\",\"message\":\(text)}")
        #expect(try await rig.redis("ZSCORE", rig.key("changed"), .integer(seq)).int64 == 3)
      }
    }
  }

  @Test func membersDoNotDelete() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      let id = try await rig.said("hello", visitor).id
      await #expect(throws: ChatError.self) { try await rig.delete([id], by: visitor) }
    }
  }

  @Test func messagesOfAnEqualOrHigherRoleAreNotDeleted() async throws {
    try await StoreRig.run { rig in
      let (moderator, admin, member) = (try Visitor(role: .moderator), try Visitor(role: .admin), try Visitor())
      for each in [moderator, admin, member] { _ = try await rig.joined(each) }
      try await rig.redis("HSET", .string("parlor:person:\(admin.person.id)"), "role", "admin")
      let high = try await rig.said("hello", admin).id
      let low = try await rig.said("hello", member).id
      let own = try await rig.said("hello", moderator).id
      await #expect(throws: ChatError.self) { try await rig.delete([high], by: moderator) }
      // Of several only those are deleted that may be.
      try await rig.delete([high, low, own], by: moderator)
      let kinds = try await rig.history(.newest).messages.map { String(buffer: $0).contains("\"kind\":\"deleted\"") }
      #expect(kinds == [false, true, true])
    }
  }

  @Test func whatIsOverIsDroppedByTheNextAct() async throws {
    try await StoreRig.run { rig in
      let (moderator, visitor) = (try Visitor(role: .moderator), try Visitor())
      _ = try await rig.joined(moderator)
      for number in 0..<50 { try await rig.redis("HSET", rig.key("bans"), .string("m_\(number)"), "{\"until\":1000}") }
      #expect(try await rig.expel(visitor, by: moderator, isBan: true) == nil)
      #expect(try await rig.redis("HLEN", rig.key("bans")).int64 == 1)
    }
  }
}

extension StoreRig {
  func restrict(_ visitor: Visitor, by moderator: Visitor, _ kind: String) async throws -> ChatError? {
    let act = ModerationStep(
      actor: moderator.person, target: visitor.person.id, targetRole: visitor.person.role, reason: "", until: nil,
      act: "a1")
    let view = blank
    return try await ask { store, then in
      store.restrict(act, kind: kind, notice: Array("{}".utf8), view: view, then: then)
    }
  }
}
