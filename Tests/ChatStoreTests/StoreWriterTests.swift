import ChatModel
import ChatStore
import JSONText
import NIOCore
import RedisClient
import Testing

/// What those who look after the chat do to people, rooms and everybody.
@Suite(.timeLimit(.minutes(10))) struct StoreWriterTests {
  @Test func aKickTellsWhoHeldTheConnectionsAndCarriesItsAct() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let second = Visitor(again: visitor)
      for each in [visitor, second] { _ = try await rig.joined(each) }
      try await BusTap.on(rig) { tap in
        let act = rig.act("noise")
        let outcome = try await rig.writer.kick(visitor.person.id, from: rig.room, act).accepted()
        #expect(Set(outcome.connections.map(\.connection)) == [visitor.connection, second.connection])
        #expect(outcome.connections.allSatisfy { $0.server == rig.server })
        let kicked = try JSONValue(parsing: try #require(try await tap.heard().first).arguments.readableBytesView)
        #expect(kicked["act"]?.stringValue == act.id.rawValue)
        #expect(kicked["reason"]?.stringValue == "noise")
        #expect(kicked["by"]?.stringValue == "Administration")
      }
    }
  }

  @Test func aConsoleStandsAboveAdmins() async throws {
    try await StoreRig.run { rig in
      let admin = try Visitor(role: .admin)
      _ = try await rig.joined(admin)
      try await rig.redis("HSET", rig.key("roles"), .string(admin.person.id.rawValue), "admin")
      _ = try await rig.writer.kick(admin.person.id, from: rig.room, rig.act()).accepted()
    }
  }

  @Test func receiptsNameServerAndConnectionsAndWaitForThem() async throws {
    try await StoreRig.run { rig in
      try await rig.registerServer()
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      let act = rig.act()
      let outcome = try await rig.writer.kick(visitor.person.id, from: rig.room, act).accepted()
      let silent = try await rig.writer.receipts(for: outcome, within: .milliseconds(20))
      #expect(silent.receipts.isEmpty && silent.silent == [rig.server])
      async let waiting = rig.writer.receipts(for: outcome, within: .seconds(60))
      let (server, connection) = (rig.server, visitor.connection)
      try await rig.client.eventLoop.submit {
        rig.store.value.confirm(act.id, by: server, connections: [connection], told: 1)
      }.get()
      let receipts = try await waiting
      #expect(receipts.silent.isEmpty)
      #expect(receipts.receipts.map(\.connections) == [[visitor.connection]])
      #expect(receipts.receipts.map(\.server) == [rig.server])
      let left = try await rig.redis("PTTL", .string("parlor:act:\(act.id)")).int64 ?? 0
      #expect((1...600_000).contains(left))
    }
  }

  @Test func aServerThatIsGoneIsNotWaitedFor() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      let outcome = try await rig.writer.kick(visitor.person.id, from: rig.room, rig.act()).accepted()
      let receipts = try await rig.writer.receipts(for: outcome, within: .seconds(60))
      #expect(receipts.gone == [rig.server] && receipts.silent.isEmpty)
    }
  }

  @Test func aReceiptNobodyWaitsForLeavesNothing() async throws {
    try await StoreRig.run { rig in
      let (server, act) = (rig.server, ActID.random())
      try await rig.client.eventLoop.submit { rig.store.value.confirm(act, by: server, connections: [], told: 0) }.get()
      #expect(try await rig.redis("EXISTS", .string("parlor:act:\(act)")).int64 == 0)
    }
  }

  @Test func aBanEverywhereTakesOutOfAllRoomsAndRaisesTheVersion() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let member = visitor.person.id
      _ = try await rig.joined(visitor)
      let room = rig.room
      try await rig.client.eventLoop.submit { rig.store.value.noteRoom(room, of: member) }.get()
      let before = try await rig.ask { store, then in store.listVersions(then: { then($0.map(\.bans)) }) }
      let outcome = try await rig.writer.banEverywhere(member, until: nil, rig.act("spam")).accepted()
      #expect(outcome.rooms == [rig.room] && outcome.concernsAllServers)
      #expect(try await rig.reader.listing(of: rig.room)?.people == 0)
      let list = try await rig.ask { store, then in
        store.bansEverywhere(then: { then($0.map { ($0.bans, $0.version) }) })
      }
      #expect(list.0[member]?.reason == "spam")
      #expect(list.1 != before)
      // A room's own list has nothing of it.
      #expect(try await rig.redis("EXISTS", rig.key("bans")).int64 == 0)
      _ = try await rig.writer.unbanEverywhere(member, rig.act()).accepted()
      let again = try await rig.writer.unbanEverywhere(member, rig.act())
      #expect(again.isRefused)
    }
  }

  @Test func bansThatAreOverGoWithTheNextOne() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      try await rig.redis("HSET", "parlor:bans", "m_aaaaaaaaaaaaaaaa", "{\"until\":1000}")
      _ = try await rig.writer.banEverywhere(visitor.person.id, until: nil, rig.act()).accepted()
      #expect(try await rig.redis("HEXISTS", "parlor:bans", "m_aaaaaaaaaaaaaaaa").int64 == 0)
    }
  }

  @Test func whoIsActedOnHasANameAfterwards() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(name: "Jade Otter")
      _ = try await rig.joined(visitor)
      _ = try await rig.writer.ban(visitor.person.id, from: rig.room, rig.act()).accepted()
      #expect(try await rig.redis("HGET", .string("parlor:person:\(visitor.person.id)"), "name").string == "Jade Otter")
    }
  }

  @Test func aRoleInARoomIsShownAtOnceAndTakenBack() async throws {
    try await StoreRig.run { rig in
      let (visitor, other) = (try Visitor(name: "a\",\"role\":\"admin\"}"), try Visitor())
      for each in [visitor, other] { _ = try await rig.joined(each) }
      try await BusTap.on(rig) { tap in
        _ = try await rig.writer.setRole(.moderator, of: visitor.person.id, in: rig.room, rig.act()).accepted()
        _ = try await rig.writer.setRole(.member, of: visitor.person.id, in: rig.room, rig.act()).accepted()
        let items = try await tap.heard().map { try JSONValue(parsing: $0.arguments.readableBytesView) }
        #expect(items.map { $0["member"]?["role"]?.stringValue } == ["moderator", nil])
        #expect(items.allSatisfy { $0["member"]?["username"]?.stringValue == "a\",\"role\":\"admin\"}" })
      }
      #expect(try await rig.writer.setRole(.member, of: visitor.person.id, in: rig.room, rig.act()).isRefused)
    }
  }

  @Test func aRoleEverywhereIsKeptAndShownInEachRoom() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(name: "Jade Otter")
      let (member, room) = (visitor.person.id, rig.room)
      _ = try await rig.joined(visitor)
      try await rig.client.eventLoop.submit { rig.store.value.noteRoom(room, of: member) }.get()
      try await BusTap.on(rig) { tap in
        _ = try await rig.writer.setRoleEverywhere(.admin, of: member, rig.act()).accepted()
        let item = try JSONValue(parsing: try #require(try await tap.heard().first).arguments.readableBytesView)
        #expect(item["member"]?["role"]?.stringValue == "admin")
        #expect(item["member"]?["username"]?.stringValue == "Jade Otter")
      }
      let record = try await rig.ask { store, then in store.person(member, then: then) }
      #expect(record?.role == .admin)
      #expect(try await rig.redis("PTTL", .string("parlor:person:\(member)")).int64 == -1)
      _ = try await rig.writer.setRoleEverywhere(.member, of: member, rig.act()).accepted()
      #expect(try await rig.ask { store, then in store.person(member, then: then) }?.role == .member)
      #expect(try await rig.redis("PTTL", .string("parlor:person:\(member)")).int64 ?? 0 > 0)
    }
  }

  @Test func settingsAreToldAndObeyed() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await BusTap.on(rig) { tap in
        let settings: [RoomSetting] = [.topic("\"\u{202E}\\"), .locked(true), .hidden(true)]
        _ = try await rig.writer.set(settings, of: rig.room, rig.act()).accepted()
        let items = try await tap.heard()
        #expect(items.map(\.kind) == ["room_update"])
        let update = try JSONValue(parsing: items[0].arguments.readableBytesView)
        #expect(update["topic"]?.stringValue == "\"\u{202E}\\")
        #expect(update["locked"] == true && update["count"]?.int64Value == 1)
        #expect(try await rig.refusal(visitor) == .roomLocked)
        _ = try await rig.writer.set([.locked(false), .slowMode(60_000)], of: rig.room, rig.act()).accepted()
        try await rig.said("one", visitor)
        #expect(try await rig.refusal(visitor) == .slowMode)
        // What shows nowhere is not told.
        let told = try await tap.heard().count
        _ = try await rig.writer.set([.hidden(false)], of: rig.room, rig.act()).accepted()
        #expect(told == 2)
        #expect(try await tap.heard().isEmpty)
      }
    }
  }

  @Test func aLowerNumberOfMessagesHoldsAtOnce() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      for _ in 0..<30 { try await rig.said("hello", visitor) }
      _ = try await rig.writer.set([.retainCount(10)], of: rig.room, rig.act()).accepted()
      let page = try await rig.history(.newest)
      #expect(page.messages.count == 10 && page.firstSeq == 21)
    }
  }

  @Test func aRoomIsMadeOnlyWhenSoAsked() async throws {
    try await StoreRig.run { rig in
      #expect(try await rig.writer.set([.topic("x")], of: rig.room, rig.act()).isRefused)
      _ = try await rig.writer.set([.topic("x")], of: rig.room, mayCreate: true, rig.act()).accepted()
      #expect(try await rig.reader.listing(of: rig.room)?.topic == "x")
      #expect(try await rig.redis("ZSCORE", "parlor:rooms", "garden").isNull == false)
      // Without its settings nothing keeps it.
      _ = try await rig.writer.set([.topic("")], of: rig.room, rig.act()).accepted()
      #expect(try await rig.reader.listing(of: rig.room) == nil)
    }
  }

  @Test func settingsOutOfBoundsAreRefused() async throws {
    try await StoreRig.run { rig in
      let settings: [RoomSetting] = [
        .topic(String(repeating: "x", count: 1025)), .slowMode(-1), .slowMode(.max), .retainCount(0), .retainAge(.max),
      ]
      for setting in settings {
        let verdict = try await rig.writer.set([setting], of: rig.room, mayCreate: true, rig.act())
        #expect(verdict.isRefused)
      }
      let keys = try await rig.redis("DBSIZE").int64
      #expect(keys == 0)
    }
  }

  @Test func theSystemSpeaksInALockedRoom() async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      _ = try await rig.writer.set([.locked(true)], of: rig.room, rig.act()).accepted()
      let said = try await rig.writer.say("a \"word\"", severity: .critical, in: rig.room, rig.act()).accepted()
      let message = try #require(try await rig.log().last)
      #expect(message["kind"]?.stringValue == "system" && message["severity"]?.stringValue == "critical")
      #expect(message["message"]?.stringValue == "a \"word\"" && message["seq"]?.int64Value == said.seq)
    }
  }

  @Test func announcementsAreListedUntilTheyEnd() async throws {
    try await StoreRig.run { rig in
      let now = try await rig.redis("TIME").array?.first?.int64 ?? 0
      let lasting = rig.act(), ended = rig.act(), over = rig.act()
      _ = try await rig.writer.announce("stays\n\"", severity: .warning, until: (now + 60) * 1000, lasting).accepted()
      _ = try await rig.writer.announce("over", until: 1000, over).accepted()
      _ = try await rig.writer.announce("goes", until: nil, ended).accepted()
      let listed = try await rig.reader.announcements(at: now * 1000)
      #expect(listed.map(\.act) == [lasting.id, ended.id])
      #expect(listed[0].text == "stays\n\"" && listed[0].severity == .warning)
      _ = try await rig.writer.endAnnouncement(ended.id, rig.act()).accepted()
      #expect(try await rig.reader.announcements(at: now * 1000).map(\.act) == [lasting.id])
      #expect(try await rig.writer.endAnnouncement(ended.id, rig.act()).isRefused)
    }
  }

  @Test func aFullStoreLetsPeopleBeSentAway() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.redis("CONFIG", "SET", "maxmemory", "1")
      let outcome = try await rig.writer.ban(visitor.person.id, from: rig.room, rig.act()).accepted()
      #expect(outcome.auditFailure != nil)
      _ = try await rig.writer.banEverywhere(visitor.person.id, until: nil, rig.act()).accepted()
      try await rig.redis("CONFIG", "SET", "maxmemory", "0")
    }
  }
}

extension Result {
  /// Whether it was refused.
  var isRefused: Bool { if case .failure = self { true } else { false } }
}
