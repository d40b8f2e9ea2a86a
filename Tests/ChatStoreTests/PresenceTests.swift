import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// Who is here: leaves, dead servers, crowds, rooms that disappear.
@Suite(.timeLimit(.minutes(10))) struct PresenceTests {
  @Test func twoReapersMakeOneLeaveAPerson() async throws {
    try await StoreRig.run { rig in
      let dead = try #require(ServerID("s_bbbbbbbbbbbb"))
      var visitors: [Visitor] = []
      for _ in 0..<150 {
        let visitor = try Visitor()
        visitors.append(visitor)
        _ = try await rig.joined(visitor, server: dead)
        if visitors.count % 3 == 0 { _ = try await rig.joined(Visitor(again: visitor), server: dead) }
      }
      let survivor = Visitor(again: visitors[0])
      _ = try await rig.joined(survivor)
      try await BusTap.on(rig) { tap in
        async let one: Void = rig.reapAll(dead)
        async let two: Void = rig.reapAll(dead)
        _ = try await (one, two)
        let items = try await tap.heard()
        #expect(items.allSatisfy { $0.kind == "member_delete" })
        // One of them has a connection on a living server.
        #expect(Set(items.map(\.member)) == Set(visitors.dropFirst().map(\.person.id)))
        #expect(items.count == 149)
        #expect(items.last?.n == 1)
        #expect(try await rig.redis("HLEN", rig.key("conns")).int64 == 1)
        try await rig.reapAll(dead)
        #expect(try await tap.heard().isEmpty)
      }
    }
  }

  @Test func movingToANewServerIDPublishesNothing() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let old = try #require(ServerID("s_bbbbbbbbbbbb"))
      _ = try await rig.joined(visitor, server: old)
      try await BusTap.on(rig) { tap in
        _ = try await rig.joined(visitor, page: 0, people: 0)
        try await rig.reapAll(old)
        #expect(try await tap.heard().isEmpty)
        #expect(try await rig.redis("HLEN", rig.key("members")).int64 == 1)
      }
    }
  }

  @Test func aCrowdIsCountedAndListedAgainLater() async throws {
    var limits = Limits()
    limits.presencePeople = 6
    limits.presenceBack = 4
    try await StoreRig.run(limits: limits) { rig in
      try await BusTap.on(rig) { tap in
        var visitors: [Visitor] = []
        for _ in 0..<8 {
          visitors.append(try Visitor())
          _ = try await rig.joined(visitors[visitors.count - 1])
        }
        let joins = try await tap.heard().filter { $0.kind == "room_update" }
        #expect(joins.count == 1)
        #expect(joins.first?.n == 7)
        #expect(joins.first?.text.contains("\"presence\":\"count\"") == true)
        #expect(try await rig.sync(rig.blank).isListed == false)
        for visitor in visitors.prefix(3) { try await rig.leave(visitor) }
        #expect(try await tap.heard().filter { $0.kind == "room_update" }.isEmpty)
        try await rig.leave(visitors[3])
        let back = try #require(try await tap.heard().last)
        #expect(back.kind == "room_update")
        #expect(back.n == 4)
        #expect(back.text.contains("\"presence\":\"full\""))
        let answer = try await rig.sync(rig.blank)
        #expect(answer.isListed)
        #expect(answer.members.count == 4)
      }
    }
  }

  @Test func fiveHundredPeopleAreListed() async throws {
    try await StoreRig.run { rig in
      try await BusTap.on(rig) { tap in
        var visitors: [Visitor] = []
        for _ in 0..<500 {
          visitors.append(try Visitor())
          _ = try await rig.joined(visitors[visitors.count - 1], people: 0)
        }
        #expect(try await tap.heard().filter { $0.kind == "room_update" }.isEmpty)
        #expect(try await rig.sync(rig.blank).members.count == 500)
        _ = try await rig.joined(try Visitor(), people: 0)
        #expect(try await tap.heard().filter { $0.kind == "room_update" }.map(\.n) == [501])
        for visitor in visitors.prefix(50) { try await rig.leave(visitor) }
        #expect(try await tap.heard().filter { $0.kind == "room_update" }.isEmpty)
        try await rig.leave(visitors[50])
        #expect(try await tap.heard().filter { $0.kind == "room_update" }.map(\.n) == [450])
      }
    }
  }

  @Test func aRoomWithNothingLeftDisappears() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let first = try await rig.joined(visitor)
      #expect(try await rig.leave(visitor))
      #expect(try await rig.redis("KEYS", "*garden*").array?.isEmpty == true)
      // The next one is another room.
      let second = try await rig.joined(visitor)
      #expect(second.isNewRoom)
      #expect(second.epoch != first.epoch)
    }
  }

  @Test(arguments: ["topic", "slow", "hidden", "retain", "retain_age"])
  func aRoomWithASettingStays(setting: String) async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.redis("HSET", rig.key("state"), .string(setting), "1000")
      try await rig.leave(visitor)
      #expect(try await rig.redis("EXISTS", rig.key("state")).int64 == 1)
    }
  }

  @Test func aRoomWithMessagesStays() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let epoch = try await rig.joined(visitor).epoch
      try await rig.said("hello", visitor)
      try await rig.leave(visitor)
      #expect(try await rig.joined(visitor).epoch == epoch)
    }
  }

  @Test func leavingTwiceIsNothing() async throws {
    try await StoreRig.run { rig in
      let (stays, leaves) = (try Visitor(), try Visitor())
      _ = try await rig.joined(stays)
      _ = try await rig.joined(leaves)
      try await BusTap.on(rig) { tap async throws in
        #expect(try await rig.leave(leaves))
        #expect(try await rig.leave(leaves) == false)
        #expect(try await tap.heard().count == 1)
      }
    }
  }
}

extension StoreRig {
  /// Reaps a server's connections in the room, page by page.
  func reapAll(_ server: ServerID) async throws {
    var cursor = Int64(0)
    let view = blank
    repeat {
      let from = cursor
      cursor = try await ask { store, then in
        store.reap(server, view: view, cursor: from, reason: .serverGone, then: then)
      }
    } while cursor != 0
  }
}
