import ChatModel
import ChatStore
import NIOCore
import ParlorTestKit
import RedisClient
import Testing

/// What the printed access rules allow, and what they do not.
@Suite(.timeLimit(.minutes(10))) struct StoreAccessTests {
  @Test func serversTakeEveryStepOfTheirs() async throws {
    try await StoreRig.run { rig in
      try await rig.withUser(.server) { server in
        let (visitor, other) = (try Visitor(role: .admin), try Visitor())
        let room = rig.room
        try await server.registerServer()
        #expect(try await server.ask { store, then in store.checkLayout(then: then) })
        _ = try await server.ask { store, then in store.secret(proposal: [1], then: then) }
        for each in [visitor, other] { _ = try await server.joined(each) }
        let id = try await server.said("hello", other).id
        _ = try await server.sync(server.blank)
        _ = try await server.check(server.blank)
        _ = try await server.history(.newest)
        let person = visitor.person
        let version = try await server.ask { store, then in store.save(person, onlyIfMissing: false, then: then) }
        let view = server.blank
        try await server.ask { store, then in store.rename(person, version: version, view: view, then: then) }
        try await server.delete([id], by: visitor)
        #expect(try await server.restrict(other, by: visitor, "mute") == nil)
        #expect(try await server.expel(other, by: visitor, isBan: true) == nil)
        _ = try await server.ask { store, then in store.sweep(view, then: then) }
        _ = try await server.ask { store, then in store.expiredServers(then: then) }
        _ = try await server.ask { store, then in store.listVersions(then: { then($0.map(\.bans)) }) }
        _ = try await server.ask { store, then in store.rooms(from: 0, limit: 10, then: then) }
        _ = try await server.ask { store, then in store.summary(of: room, then: then) }
        _ = try await server.ask { store, then in store.members(of: room, limit: 10, then: { then($0.map(\.members)) })
        }
        let id2 = server.server
        _ = try await server.ask { store, then in
          store.reap(id2, view: view, cursor: 0, reason: .serverGone, then: then)
        }
        #expect(try await server.leave(visitor) == false)
        await #expect(throws: RedisError.self) { try await server.redis("FLUSHALL") }
        await #expect(throws: RedisError.self) { try await server.redis("GET", "elsewhere") }
      }
    }
  }

  @Test func moderatorsAct() async throws {
    try await StoreRig.run { rig in
      try await rig.registerServer()
      let visitor = try Visitor()
      let (member, room) = (visitor.person.id, rig.room)
      _ = try await rig.joined(visitor)
      try await rig.client.eventLoop.submit {
        rig.store.value.noteRoom(room, of: member)
        rig.store.value.touch(room, now: 1)
      }.get()
      for text in ["one", "two", "three"] { try await rig.said(text, visitor) }
      try await rig.withUser(.moderator) { moderator in
        let writer = moderator.writer
        var outcomes: [ActOutcome] = []
        outcomes.append(try await writer.mute(member, in: room, moderator.act()).accepted())
        outcomes.append(try await writer.unmute(member, in: room, moderator.act()).accepted())
        outcomes.append(try await writer.setRole(.moderator, of: member, in: room, moderator.act()).accepted())
        outcomes.append(try await writer.setRoleEverywhere(.admin, of: member, moderator.act()).accepted())
        outcomes.append(
          try await writer.set([.topic("x"), .retainCount(100)], of: room, moderator.act()).accepted())
        _ = try await writer.say("hush", in: room, moderator.act()).accepted()
        let announced = try await writer.announce("hush", until: nil, moderator.act()).accepted()
        outcomes.append(announced)
        outcomes.append(try await writer.endAnnouncement(announced.act, moderator.act()).accepted())
        let act = moderator.act()
        let removed = try await writer.carryOut(try await moderator.plan(.delete, [1]), act)
        #expect(removed.count == 1 && removed.stop == nil && removed.auditFailure == nil)
        #expect(try await writer.undo(act.id, in: room, moderator.act()).count == 1)
        let trim = try #require(try await moderator.reader.planTrim(of: room, .keep(1)))
        #expect(try await writer.carryOut(trim, moderator.act()).count == 3)
        outcomes.append(try await writer.kick(member, from: room, moderator.act()).accepted())
        outcomes.append(try await writer.ban(member, from: room, moderator.act()).accepted())
        outcomes.append(try await writer.unban(member, from: room, moderator.act()).accepted())
        outcomes.append(try await writer.banEverywhere(member, moderator.act()).accepted())
        _ = try await writer.receipts(for: outcomes[0], within: .milliseconds(1))
        outcomes.append(try await writer.unbanEverywhere(member, moderator.act()).accepted())
        _ = try await writer.mend(room, moderator.act())
        _ = try await writer.mendLists(moderator.act())
        #expect(try await writer.erase(member, moderator.act()).auditFailure == nil)
        #expect(outcomes.compactMap(\.auditFailure).isEmpty)
        #expect(try await moderator.reader.verifyAudit().isWhole)
        // The key that tokens are signed with is for servers alone.
        await #expect { _ = try await writer.tokenSecret() } throws: { ($0 as? StoreError)?.code == .forbidden }
        for command in [
          ["FLUSHALL"], ["DEL", "parlor:audit"], ["CONFIG", "GET", "*"], ["KEYS", "*"], ["GET", "parlor:secret"],
        ] {
          await #expect(throws: RedisError.self, "\(command)") {
            try await moderator.client.send(command[0], command.dropFirst().map { .string($0) })
          }
        }
      }
    }
  }

  @Test func viewersReadAndChangeNothing() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let (member, room) = (visitor.person.id, rig.room)
      _ = try await rig.joined(visitor)
      try await rig.said("hello", visitor)
      _ = try await rig.writer.set([.topic("x")], of: room, rig.act()).accepted()
      try await rig.withUser(.viewer) { viewer in
        #expect(try await viewer.reader.listing(of: room)?.people == 1)
        #expect(try await viewer.reader.entries(of: room, in: MessageSpan(), newest: true).count == 1)
        #expect(try await viewer.reader.audit(last: 5).count == 1)
        #expect(try await viewer.reader.verifyAudit().isWhole)
        #expect(try await viewer.reader.acts(in: room).isEmpty)
        #expect(try await viewer.reader.announcements(at: 0).isEmpty)
        _ = try await viewer.reader.report(on: member, now: 0)
        _ = try await viewer.reader.planTrim(of: room, .keep(0))
        let writer = viewer.writer
        await #expect { _ = try await writer.kick(member, from: room, viewer.act()) } throws: {
          ($0 as? StoreError)?.code == .forbidden
        }
        await #expect(throws: RedisError.self) { try await viewer.redis("GET", "parlor:secret") }
        await #expect(throws: RedisError.self) { try await viewer.redis("PUBLISH", "parlor:control", "x") }
      }
      #expect(try await rig.reader.listing(of: room)?.people == 1)
    }
  }
}

extension StoreRig {
  /// The same store for a user with these rights.
  func withUser(_ access: StoreAccess, _ body: (StoreRig) async throws -> Void) async throws {
    let rules = access.rules(user: "ann", keys: Keys()).split(separator: " ").map { String($0) }
    _ = try await client.send(
      "ACL", (["SETUSER"] + Self.selectors(rules.dropFirst()) + [">secret"]).map { .string($0) })
    var endpoint = fixture.endpoint
    (endpoint.username, endpoint.password) = ("ann", "secret")
    try await RedisFixture.withClient(RedisFixture.patient(endpoint, scripts: ChatStore.scripts)) { client in
      try await body(StoreRig(fixture: fixture, client: client, limits: Limits()))
    }
  }
}

extension StoreRig {
  /// Words in brackets are one argument.
  private static func selectors(_ words: some Sequence<String>) -> [String] {
    var arguments: [String] = []
    var isOpen = false
    for word in words {
      if isOpen, let last = arguments.popLast() { arguments.append("\(last) \(word)") } else { arguments.append(word) }
      if word.hasPrefix("(") { isOpen = true }
      if word.hasSuffix(")") { isOpen = false }
    }
    return arguments
  }
}
