import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// Leases, records of people, lists of rooms, the secret and the layout.
@Suite(.timeLimit(.minutes(10))) struct ServerTests {
  @Test func aLeaseThatIsOverCannotBeRenewed() async throws {
    try await StoreRig.run { rig in
      let (server, other) = (rig.server, try #require(ServerID("s_bbbbbbbbbbbb")))
      for each in [server, other] { try await rig.registerServer(each) }
      #expect(try await rig.ask { store, then in store.renew(server, then: then) })
      // Looked at at once, for a lease is short.
      let lease = try #require(try await rig.redis("PTTL", .string("parlor:server:\(server)")).int64)
      #expect((1...ChatStore.leaseMilliseconds).contains(lease))
      try await rig.extendLease(of: server)
      #expect(try await rig.ask { store, then in store.expiredServers(then: then) } == [])
      try await rig.redis("DEL", .string("parlor:server:\(other)"))
      #expect(try await rig.ask { store, then in store.renew(other, then: then) } == false)
      #expect(try await rig.ask { store, then in store.expiredServers(then: then) } == [other])
    }
  }

  @Test func aFullStoreLetsLeasesBeRenewed() async throws {
    try await StoreRig.run { rig in
      let server = rig.server
      try await rig.registerServer()
      try await rig.redis("CONFIG", "SET", "maxmemory", "1")
      #expect(try await rig.ask { store, then in store.renew(server, then: then) })
    }
  }

  @Test func aServersRoomsAreKnownToWhoReapsIt() async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      let server = rig.server
      let room = rig.room
      #expect(try await rig.ask { store, then in store.rooms(of: server, then: then) } == [room])
    }
  }

  @Test func theFirstSecretStays() async throws {
    try await StoreRig.run { rig in
      let first = try await rig.ask { store, then in store.secret(proposal: [1, 2, 0, 255], then: then) }
      let second = try await rig.ask { store, then in store.secret(proposal: [9], then: then) }
      #expect(first == [1, 2, 0, 255])
      #expect(second == first)
    }
  }

  @Test func anotherLayoutIsNoticed() async throws {
    try await StoreRig.run { rig in
      #expect(try await rig.ask { store, then in store.checkLayout(then: then) })
      try await rig.redis("SET", "parlor:schema", "999")
      #expect(try await rig.ask { store, then in store.checkLayout(then: then) } == false)
    }
  }

  @Test func aNewNameIsShownInARoomAndAnOlderOneIsIgnored() async throws {
    try await StoreRig.run { rig in
      var visitor = try Visitor()
      _ = try await rig.joined(visitor)
      visitor.person.name = try PersonName("Jade Otter")
      let view = rig.blank
      try await BusTap.on(rig) { tap in
        let newer = visitor.person
        try await rig.ask { store, then in store.rename(newer, version: 2, view: view, then: then) }
        let item = try #require(try await tap.heard().first)
        #expect(item.kind == "member_update")
        #expect(item.text.contains("\"socket\":\"\(visitor.connection)\""))
        #expect(item.text.contains("Jade Otter"))
        visitor.person.name = try PersonName("Old Heron")
        let older = visitor.person
        try await rig.ask { store, then in store.rename(older, version: 1, view: view, then: then) }
        #expect(try await tap.heard().isEmpty)
        #expect(
          try await rig.sync(rig.blank).members.first.map { String(buffer: $0.json).contains("Jade Otter") } == true)
      }
    }
  }

  @Test func versionsOfARecordRise() async throws {
    try await StoreRig.run { rig in
      let person = try Visitor().person
      let id = person.id
      #expect(try await rig.ask { store, then in store.person(id, then: then) } == nil)
      #expect(try await rig.ask { store, then in store.save(person, onlyIfMissing: true, then: then) } == 1)
      #expect(try await rig.ask { store, then in store.save(person, onlyIfMissing: true, then: then) } == 1)
      #expect(try await rig.ask { store, then in store.save(person, onlyIfMissing: false, then: then) } == 2)
      let record = try await rig.ask { store, then in store.person(id, then: then) }
      #expect(record?.name == person.name.text)
      #expect(record?.version == 2)
    }
  }

  @Test func anAnswerThatMakesNoSenseIsAnError() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.redis("HSET", rig.key("state"), "epoch", "nonsense")
      await #expect(throws: StoreError.self) { try await rig.check(rig.blank) }
      await #expect(throws: StoreError.self) { try await rig.history(.newest) }
      try await rig.redis("DEL", rig.key("state"))
      try await rig.redis("SET", rig.key("state"), "not a hash")
      await #expect { try await rig.append("x", visitor) } throws: { ($0 as? StoreError)?.code == .unexpected }
    }
  }

  @Test func peopleArePagedThrough() async throws {
    try await StoreRig.run { rig in
      var ids: Set<MemberID> = []
      for _ in 0..<300 {
        let visitor = try Visitor()
        ids.insert(visitor.person.id)
        _ = try await rig.joined(visitor, people: 0)
      }
      var found: [ByteBuffer] = []
      var place: MembersPlace? = MembersPlace()
      let room = rig.room
      while let from = place {
        let page = try await rig.ask { store, then in store.members(of: room, from: from, limit: 50, then: then) }
        #expect(page.members.count <= 50)
        found += page.members
        place = page.next
      }
      #expect(Set(found).count == found.count)
      #expect(found.count == ids.count)
    }
  }
}
