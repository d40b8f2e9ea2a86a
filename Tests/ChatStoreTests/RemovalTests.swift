import ChatModel
import ChatStore
import JSONText
import NIOCore
import RedisClient
import Testing

/// Taking messages away by a plan, and bringing them back.
@Suite(.timeLimit(.minutes(10))) struct RemovalTests {
  @Test func aDeletionIsUndoneToTheByte() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      for text in ["one", "a \"secret\",\"message\":\"more\"", "three"] { try await rig.said(text, visitor) }
      let before = try await rig.history(.newest).messages
      let act = rig.act("off topic")
      try await BusTap.on(rig) { tap in
        let done = try await rig.writer.carryOut(try await rig.plan(.delete, [1, 2]), act)
        #expect(done.stop == nil && done.count == 2 && done.gone == 0 && done.auditFailure == nil)
        let log = try await rig.log()
        #expect(log.map { $0["kind"]?.stringValue } == ["deleted", "deleted", "chat"])
        #expect(log.map { $0["seq"]?.int64Value } == [1, 2, 3])
        #expect(log[1]["tombstone"]?["reason"]?.stringValue == "off topic")
        #expect(log[1]["tombstone"]?["act"]?.stringValue == act.id.rawValue)
        #expect(!String(buffer: try await rig.history(.newest).messages[1]).contains("secret"))
        #expect(try await rig.reader.acts(in: rig.room).map(\.count) == [2])

        let undone = try await rig.writer.undo(act.id, in: rig.room, rig.act())
        #expect(undone.stop == nil && undone.count == 2)
        #expect(try await rig.history(.newest).messages == before)
        #expect(try await rig.reader.acts(in: rig.room).isEmpty)
        let items = try await tap.heard()
        #expect(items.map(\.kind) == Array(repeating: "message_update", count: 4))
        #expect(items[2].text == "{\"room\":\"garden\",\"message\":\(String(buffer: before[0]))}")
      }
      // Who was away is told of the messages as they are now.
      let back = try await rig.joined(visitor, since: .position(LogPosition(epoch: joined.epoch, seq: 3)!))
      #expect(back.changed.map(\.seq) == [1, 2] || back.changed.isEmpty)
    }
  }

  @Test func aPlanWhoseMessageChangedDoesNothing() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      for _ in 0..<150 { try await rig.said("hello", visitor) }
      let plan = try await rig.plan(.delete, Array(1...150))
      _ = try await rig.writer.carryOut(try await rig.plan(.delete, [140]), rig.act())
      let outcome = try await rig.writer.carryOut(plan, rig.act())
      guard case .changed(seq: 140)? = outcome.stop else {
        Issue.record("went on: \(outcome)")
        return
      }
      #expect(outcome.count == 0)
      #expect(try await rig.log().count { $0["kind"]?.stringValue == "deleted" } == 1)
    }
  }

  @Test func aPlanOfAnotherLogDoesNothing() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      try await rig.said("hello", visitor)
      let plan = try await rig.plan(.delete, [1])
      let trim = try #require(try await rig.reader.planTrim(of: rig.room, .keep(0)))
      _ = try await rig.check(rig.view(joined.epoch, 50, 1))
      for each in [plan, trim] {
        guard case .otherLog? = try await rig.writer.carryOut(each, rig.act()).stop else {
          Issue.record("went on")
          return
        }
      }
    }
  }

  @Test func whatRetentionTookIsOnlyCounted() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      for _ in 0..<20 { try await rig.said("hello", visitor) }
      let plan = try await rig.plan(.delete, Array(1...20))
      _ = try await rig.writer.set([.retainCount(5)], of: rig.room, rig.act()).accepted()
      let outcome = try await rig.writer.carryOut(plan, rig.act())
      #expect(outcome.stop == nil && outcome.count == 5 && outcome.gone == 15)
    }
  }

  @Test func plansDifferByWhatTheyHold() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      for _ in 0..<3 { try await rig.said("hello", visitor) }
      let plans = [
        try await rig.plan(.delete, [1]), try await rig.plan(.delete, [1, 2]), try await rig.plan(.trim, [1]),
      ]
      #expect(Set(plans.map(\.digest)).count == 3)
      #expect(try await rig.plan(.delete, [1]).digest == plans[0].digest)
      #expect(plans[0].digest.count == 64)
    }
  }

  @Test func aTrimCutsTheOldEndAndItsUndoPutsItBack() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      _ = try await rig.writer.set([.retainCount(5000)], of: rig.room, rig.act()).accepted()
      for number in 0..<1200 { try await rig.say("message \(number)") }
      let before = try await rig.redis("ZRANGE", rig.key("messages"), 0, -1, "WITHSCORES")
      let plan = try #require(try await rig.reader.planTrim(of: rig.room, .keep(100)))
      #expect(plan.items.map(\.seq) == Array(1...1100))
      let act = rig.act()
      try await BusTap.on(rig) { tap in
        let done = try await rig.writer.carryOut(plan, act)
        #expect(done.stop == nil && done.count == 1100)
        let page = try await rig.history(.newest)
        #expect(page.firstSeq == 1101 && page.messages.count == 100)
        let removed = try await tap.heard()
        #expect(removed.count > 1 && removed.allSatisfy { $0.kind == "messages_removed" })
        #expect(Set(removed.map(\.text)).count == removed.count, "each batch goes further")
        #expect(removed.last?.text == "{\"room\":\"garden\",\"up_to_seq\":1100}")

        let undone = try await rig.writer.undo(act.id, in: rig.room, rig.act())
        #expect(undone.stop == nil && undone.count == 1100)
        #expect(try await rig.redis("ZRANGE", rig.key("messages"), 0, -1, "WITHSCORES") == before)
        #expect(try await rig.history(.newest).firstSeq == 1)
        let restored = try await tap.heard()
        #expect(restored.first?.text == "{\"room\":\"garden\",\"from_seq\":1001,\"to_seq\":1100}")
        #expect(restored.last?.text == "{\"room\":\"garden\",\"from_seq\":1,\"to_seq\":100}")
      }
    }
  }

  @Test func aTrimIsNotUndoneOnceMoreIsGone() async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      for number in 0..<20 { try await rig.say("message \(number)") }
      let acts = [rig.act(), rig.act()]
      for (act, keep) in zip(acts, [Int64(15), 10]) {
        let plan = try #require(try await rig.reader.planTrim(of: rig.room, .keep(keep)))
        #expect(try await rig.writer.carryOut(plan, act).count == 5)
      }
      guard case .moved? = try await rig.writer.undo(acts[0].id, in: rig.room, rig.act()).stop else {
        Issue.record("brought back")
        return
      }
      // The other way round it fits.
      #expect(try await rig.writer.undo(acts[1].id, in: rig.room, rig.act()).count == 5)
      #expect(try await rig.writer.undo(acts[0].id, in: rig.room, rig.act()).count == 5)
      #expect(try await rig.history(.newest).firstSeq == 1)
    }
  }

  @Test func aPurgeLeavesNoTrash() async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      for number in 0..<4 { try await rig.say("message \(number)") }
      let act = rig.act()
      #expect(try await rig.writer.carryOut(try await rig.plan(.delete, [4]), keptFor: nil, act).count == 1)
      let plan = try #require(try await rig.reader.planTrim(of: rig.room, .keep(2)))
      #expect(try await rig.writer.carryOut(plan, keptFor: nil, rig.act()).count == 2)
      #expect(try await rig.redis("KEYS", "*trash*").array?.isEmpty == true)
      guard case .noSuchAct? = try await rig.writer.undo(act.id, in: rig.room, rig.act()).stop else {
        Issue.record("brought back")
        return
      }
    }
  }

  @Test func aFullStoreCanBePurged() async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      for number in 0..<4 { try await rig.say("message \(number)") }
      let plan = try await rig.plan(.delete, [1, 2])
      let trim = try #require(try await rig.reader.planTrim(of: rig.room, .keep(1)))
      try await rig.redis("CONFIG", "SET", "maxmemory", "1")
      await #expect { try await rig.writer.carryOut(plan, rig.act()) } throws: { ($0 as? StoreError)?.code == .full }
      let outcome = try await rig.writer.carryOut(trim, keptFor: nil, rig.act())
      #expect(outcome.count == 3 && outcome.stop == nil && outcome.auditFailure != nil)
      try await rig.redis("CONFIG", "SET", "maxmemory", "0")
    }
  }

  @Test func aRoomWithTrashStays() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.said("hello", visitor)
      let act = rig.act()
      let plan = try #require(try await rig.reader.planTrim(of: rig.room, .keep(0)))
      #expect(try await rig.writer.carryOut(plan, act).count == 1)
      try await rig.leave(visitor)
      #expect(try await rig.writer.undo(act.id, in: rig.room, rig.act()).count == 1)
      #expect(try await rig.log().map { $0["message"]?.stringValue } == ["hello"])
    }
  }

  @Test func anErasureLeavesNothingOfTheAuthor() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(name: "Jade Otter")
      _ = try await rig.joined(visitor)
      try await rig.said("hello", visitor)
      #expect(try await rig.writer.carryOut(try await rig.plan(.erase, [1]), rig.act()).count == 1)
      let entry = String(buffer: try await rig.history(.newest).messages[0])
      #expect(!entry.contains("Jade") && !entry.contains(visitor.person.id.rawValue) && !entry.contains("hello"))
      #expect(try await rig.log()[0]["kind"]?.stringValue == "deleted")
      #expect(try await rig.log()[0]["seq"]?.int64Value == 1)
    }
  }
}

extension StoreRig {
  /// A message of the system.
  func say(_ text: String) async throws { _ = try await writer.say(text, in: room, act()).accepted() }
}
