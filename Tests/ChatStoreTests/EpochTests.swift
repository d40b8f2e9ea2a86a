import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// When a log's life ends and another begins: nothing that was seen is ever used again.
@Suite(.timeLimit(.minutes(10))) struct EpochTests {
  @Test func anEmptiedStoreGoesOnAboveWhatWasSeen() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      var last = try await rig.said("one", visitor)
      for _ in 0..<9 { last = try await rig.said("more", visitor) }
      try await rig.redis("FLUSHALL")
      let view = rig.view(last.epoch, last.seq, last.id.microseconds)
      #expect(try await rig.append("lost", visitor, view: view) == .notInRoom(nil))
      try await BusTap.on(rig) { tap in
        let answer = try await rig.joined(
          visitor, view: view, since: .position(LogPosition(epoch: last.epoch, seq: 10)!))
        #expect(answer.status == .reset)
        #expect(answer.epoch != last.epoch)
        #expect(answer.seq == 10)
        #expect(answer.firstSeq == 11)
        #expect(try await tap.heard().first?.kind == "room_reset")
        let next = try await rig.said("new", visitor, view: rig.view(answer.epoch, answer.seq, answer.id))
        #expect(next.seq == 11)
        #expect(next.id > last.id)
      }
    }
  }

  @Test func aRolledBackStoreBeginsOneNewEpoch() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      for _ in 0..<5 { try await rig.said("kept", visitor) }
      let kept = try await rig.redis("DUMP", rig.key("messages"))
      let keptState = try await rig.redis("DUMP", rig.key("state"))
      var last = try await rig.said("lost", visitor)
      for _ in 0..<4 { last = try await rig.said("lost", visitor) }
      for (part, dump) in [("messages", kept), ("state", keptState)] {
        let bytes = try #require(dump.buffer)
        try await rig.redis("RESTORE", rig.key(part), "0", .buffer(bytes), "REPLACE")
      }
      let old = rig.view(last.epoch, last.seq, last.id.microseconds)
      let found = try #require(try await rig.check(old))
      #expect(found.epoch != last.epoch)
      #expect(found.seq == 10)
      // The entry that was seen is still missing, but that is known now: no further epoch begins.
      let again = try #require(try await rig.check(rig.view(found.epoch, 10, last.id.microseconds)))
      #expect(again.epoch == found.epoch)
      #expect(again.rev == found.rev)
      let next = try await rig.said("new", visitor, view: rig.view(found.epoch, 10, last.id.microseconds))
      #expect(next.epoch == found.epoch)
      #expect(next.seq == 11)
      #expect(next.id > last.id)
      // The log has a hole below the epoch's first message; places in it are found all the same.
      let page = try await rig.history(.after(4))
      #expect(page.messages.map(\.seq) == [5, 11])
      #expect(try await rig.history(.before(11), limit: 2).messages.map(\.seq) == [4, 5])
    }
  }

  @Test func aRolledBackStoreIsNoticedByItsNumberAlone() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      try await rig.said("one", visitor)
      // The number is known, the id of that message is not.
      let found = try #require(try await rig.check(rig.view(joined.epoch, 8, 0)))
      #expect(found.epoch != joined.epoch)
      #expect(found.seq == 8)
    }
  }

  @Test func aLostEntryIsNoticedThoughTheNumbersGrewOn() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.said("one", visitor)
      let seen = try await rig.said("two", visitor)
      try await rig.redis("ZREMRANGEBYSCORE", rig.key("messages"), .integer(seen.id.microseconds), "+inf")
      try await rig.redis("HSET", rig.key("state"), "seq", "1")
      let other = try await rig.said("another two", visitor)
      #expect(other.seq == 2)
      let found = try #require(try await rig.check(rig.view(seen.epoch, 2, seen.id.microseconds)))
      #expect(found.epoch != seen.epoch)
    }
  }

  @Test func aPromotedReplicaBeginsANewEpochOnce() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let first = try await rig.joined(visitor)
      try await rig.setOrigin(String(repeating: "a", count: 40))
      let second = try #require(try await rig.check(rig.view(first.epoch, 0, 0)))
      #expect(second.epoch != first.epoch)
      #expect(try await rig.check(rig.view(second.epoch, 0, 0))?.epoch == second.epoch)
      try await rig.setOrigin("")
      #expect(try await rig.check(rig.view(second.epoch, 0, 0))?.epoch == second.epoch)
    }
  }

  @Test func anotherEpochAloneBeginsNone() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      let foreign = try #require(Epoch("AAAAAAAAAAAAAAAA"))
      let found = try #require(try await rig.check(rig.view(foreign, 7, 1234)))
      #expect(found.epoch == joined.epoch)
      #expect(found.seq == 0)
    }
  }

  @Test func aLeaveNoticesARolledBackStoreToo() async throws {
    try await StoreRig.run { rig in
      let (stays, leaves) = (try Visitor(), try Visitor())
      _ = try await rig.joined(stays)
      let joined = try await rig.joined(leaves)
      try await BusTap.on(rig) { tap in
        #expect(try await rig.leave(leaves, view: rig.view(joined.epoch, 3, 99)))
        let items = try await tap.heard()
        #expect(items.map(\.kind) == ["room_reset", "member_delete"])
        #expect(items.allSatisfy { $0.epoch != joined.epoch && $0.seq == 3 })
      }
    }
  }

  @Test func aRoomThatIsNotThereIsNotMadeByLookingAtIt() async throws {
    try await StoreRig.run { rig in
      #expect(try await rig.check(rig.blank) == nil)
      guard case .refused(let error) = try await rig.join(try Visitor(), mayCreate: false) else {
        Issue.record("joined")
        return
      }
      #expect(error.code == .noSuchRoom)
      #expect(try await rig.redis("KEYS", "*garden*").array?.isEmpty == true)
    }
  }
}

extension ByteBuffer {
  /// The number of a message.
  var seq: Int64? { number("seq") }
  /// The id of a message.
  var id: Int64? { number("id") }

  private func number(_ name: String) -> Int64? {
    let text = String(buffer: self)
    guard let range = text.firstRange(of: "\"\(name)\":") else { return nil }
    return Int64(text[range.upperBound...].prefix { $0.isNumber })
  }
}
