import ChatModel
import ChatStore
import NIOCore
import ParlorTestKit
import RedisClient
import Testing

/// A Redis that takes no more data: what takes away goes on.
@Suite(.timeLimit(.minutes(10))) struct FullRedisTests {
  @Test func messagesAreRefusedWhileReadsLeavesKicksAndDeletionsWork() async throws {
    try await StoreRig.run { rig in
      let (admin, visitor, other) = (try Visitor(role: .admin), try Visitor(), try Visitor())
      for each in [admin, visitor, other] { _ = try await rig.joined(each) }
      let joined = try await rig.joined(Visitor(again: other))
      let id = try await rig.said("hello", visitor).id
      try await rig.redis("CONFIG", "SET", "maxmemory", "1")
      try await BusTap.on(rig) { tap in
        await #expect { try await rig.append("more", visitor) } throws: { error in
          (error as? StoreError)?.code == .full && (error as? StoreError)?.chatError.code == .storeFull
        }
        await #expect(throws: StoreError.self) { try await rig.join(try Visitor()) }
        #expect(try await rig.history(.newest).messages.count == 1)
        #expect(try await rig.sync(rig.blank).seq == 1)
        try await rig.delete([id], by: admin)
        #expect(try await rig.leave(other) == false)
        #expect(try await rig.expel(visitor, by: admin, isBan: true) == nil)
        // A leave that finds the store rolled back begins the new epoch too.
        #expect(try await rig.leave(admin, view: rig.view(joined.epoch, 50, 1)))
        #expect(
          try await tap.heard().map(\.kind) == [
            "message_update", "kicked", "member_delete", "room_reset", "member_delete",
          ])
      }
      try await rig.redis("CONFIG", "SET", "maxmemory", "0")
      _ = try await rig.joined(admin)
      try await rig.said("again", admin)
    }
  }

  @Test func nothingOfARefusedMessageStays() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      try await rig.redis("CONFIG", "SET", "maxmemory", "1")
      await #expect(throws: StoreError.self) { try await rig.append("lost", visitor, client: ClientMessageID("a")) }
      try await rig.redis("CONFIG", "SET", "maxmemory", "0")
      let found = try #require(try await rig.check(rig.blank))
      #expect(found.seq == 0)
      #expect(found.rev == joined.rev)
      guard case .accepted(_, 1, _) = try await rig.append("kept", visitor, client: ClientMessageID("a")) else {
        Issue.record("not accepted")
        return
      }
    }
  }
}
