import ChatModel
import ChatStore
import JSONText
import NIOCore
import RedisClient
import Testing

/// Mending what is not as it should be.
@Suite(.timeLimit(.minutes(10))) struct MendingTests {
  @Test func aRoomInOrderIsLeftAlone() async throws {
    try await StoreRig.run { rig in
      try await rig.registerServer()
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.said("hello", visitor)
      try await BusTap.on(rig) { tap in
        let mending = try await rig.writer.mend(rig.room, rig.act())
        #expect(mending.isNone)
        #expect(try await tap.heard().isEmpty)
      }
      #expect(try await rig.reader.audit(last: 5).isEmpty)
    }
  }

  @Test func peopleOfAServerThatIsGoneLeave() async throws {
    try await StoreRig.run { rig in
      try await rig.registerServer()
      let (here, ghost) = (try Visitor(), try Visitor())
      _ = try await rig.joined(here)
      _ = try await rig.joined(ghost, server: ServerID("s_bbbbbbbbbbbb"))
      try await BusTap.on(rig) { tap in
        let mending = try await rig.writer.mend(rig.room, rig.act())
        #expect(mending.connections == 1)
        #expect(try await tap.heard().map(\.member) == [ghost.person.id])
      }
      #expect(try await rig.reader.members(of: rig.room).members.map(\.id) == [here.person.id])
    }
  }

  @Test func tablesThatContradictEachOtherAgreeAgain() async throws {
    try await StoreRig.run { rig in
      try await rig.registerServer()
      let (here, shown, listed) = (try Visitor(), try Visitor(), try Visitor())
      for each in [here, shown, listed] { _ = try await rig.joined(each) }
      try await rig.redis("HDEL", rig.key("conns"), .string(shown.connection.rawValue))
      try await rig.redis("HDEL", rig.key("members"), .string(listed.person.id.rawValue))
      try await rig.redis("HSET", rig.key("conns"), "nonsense", "x")
      let mending = try await rig.writer.mend(rig.room, rig.act())
      #expect(mending.people == 1 && mending.connections == 3)
      for part in ["members", "count", "conns"] {
        #expect(try await rig.redis("HLEN", rig.key(part)).int64 == 1, "\(part)")
      }
      let now = try await rig.redis("TIME").array?.first?.int64 ?? 0
      #expect(try await rig.reader.damage(in: rig.room, alive: [rig.server], now: now * 1000).isNone)
      try await rig.said("still here", here)
    }
  }

  @Test func aLogWithAHoleBeginsAnew() async throws {
    try await StoreRig.run { rig in
      try await rig.registerServer()
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      for _ in 0..<5 { try await rig.said("hello", visitor) }
      try await rig.redis("ZREMRANGEBYRANK", rig.key("messages"), 2, 2)
      try await BusTap.on(rig) { tap in
        let mending = try await rig.writer.mend(rig.room, rig.act())
        #expect(mending.hasBegunAnew)
        #expect(try await tap.heard().map(\.kind) == ["room_reset"])
      }
      let epoch = try await rig.epoch()
      #expect(epoch != joined.epoch)
      #expect(try await rig.said("on it goes", visitor).seq == 6)
      #expect(try await rig.history(.newest).messages.map(\.seq) == [1, 2, 4, 5, 6])
      // What is missing below the new beginning is no damage any more.
      #expect(try await rig.writer.mend(rig.room, rig.act()).isNone)
    }
  }

  @Test func whatHasAnotherTypeIsKeptAside() async throws {
    try await StoreRig.run { rig in
      try await rig.registerServer()
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.redis("SET", rig.key("mutes"), "not a hash")
      let mending = try await rig.writer.mend(rig.room, rig.act())
      #expect(mending.setAside == ["mutes"])
      let aside = try #require(try await rig.redis("KEYS", "*aside*").array?.first?.string)
      #expect(try await rig.redis("GET", .string(aside)).string == "not a hash")
      #expect(try await rig.redis("PTTL", .string(aside)).int64 ?? 0 > 0)
      try await rig.said("hello", visitor)
    }
  }

  @Test func whatHasRunOutGoesAndTheRestStays() async throws {
    try await StoreRig.run { rig in
      try await rig.registerServer()
      _ = try await rig.joined(try Visitor())
      for part in ["bans", "mutes"] {
        for number in 0..<300 {
          try await rig.redis("HSET", rig.key(part), .string("m_\(number)"), "{\"until\":1000}")
        }
        try await rig.redis("HSET", rig.key(part), "m_last", "{\"until\":0}")
      }
      #expect(try await rig.writer.mend(rig.room, rig.act()).expired == 600)
      for part in ["bans", "mutes"] { #expect(try await rig.redis("HLEN", rig.key(part)).int64 == 1) }
    }
  }

  @Test func theListOfRoomsIsMade() async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      try await rig.redis("ZADD", "parlor:rooms", 1, "nowhere")
      #expect(try await rig.writer.mend(RoomID("nowhere")!, rig.act()).wasOnlyListed)
      #expect(try await rig.writer.mendLists(rig.act()) == [rig.room])
      #expect(try await rig.redis("ZRANGE", "parlor:rooms", 0, -1).array?.compactMap(\.string) == ["garden"])
      #expect(try await rig.writer.mendLists(rig.act()).isEmpty)
    }
  }
}
