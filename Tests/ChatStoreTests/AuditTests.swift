import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// The audit's chain.
@Suite(.timeLimit(.minutes(10))) struct AuditTests {
  @Test func everyActIsALineAndTheChainIsWhole() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.said("a text", visitor)
      let act = rig.act("why \"not\"")
      _ = try await rig.writer.carryOut(try await rig.plan(.delete, [1]), act)
      _ = try await rig.writer.kick(visitor.person.id, from: rig.room, rig.act()).accepted()
      let lines = try await rig.reader.audit(last: 10)
      #expect(lines.map(\.kind) == ["delete", "delete", "kick"])
      #expect(lines.map(\.phase) == [.intended, .done, .done])
      #expect(lines.map(\.number) == [1, 2, 3])
      #expect(lines[0].act == act.id.rawValue && lines[0].reason == "why \"not\"" && lines[0].plan?.count == 64)
      #expect(lines[2].member == visitor.person.id.rawValue && lines[2].by == "console:ann")
      let verdict = try await rig.reader.verifyAudit()
      #expect(verdict.isWhole && verdict.lines == 3 && verdict.head.hash == lines[2].hash)
    }
  }

  @Test func neitherNamesNorTextsAreInIt() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(name: "Jade Otter")
      _ = try await rig.joined(visitor)
      _ = try await rig.writer.set([.topic("hush")], of: rig.room, rig.act()).accepted()
      _ = try await rig.writer.announce("hush", until: nil, rig.act()).accepted()
      _ = try await rig.writer.say("hush", in: rig.room, rig.act()).accepted()
      _ = try await rig.writer.mute(visitor.person.id, in: rig.room, rig.act()).accepted()
      let stored = "\(try await rig.redis("XRANGE", "parlor:audit", "-", "+"))"
      #expect(!stored.contains("hush") && !stored.contains("Jade"))
      #expect(try await rig.reader.audit(last: 10).count == 4)
    }
  }

  @Test func linesOfManyAtOnceFollowOnEachOther() async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<20 {
          group.addTask {
            _ = try await rig.writer.set([.topic("\(number)")], of: rig.room, rig.act()).accepted()
          }
        }
        try await group.waitForAll()
      }
      let verdict = try await rig.reader.verifyAudit()
      #expect(verdict.isWhole && verdict.lines == 20)
    }
  }

  @Test(arguments: ["cut the end", "cut the beginning", "cut the middle", "change", "forge"])
  func tamperingShows(how: String) async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      for number in 0..<6 { _ = try await rig.writer.set([.topic("\(number)")], of: rig.room, rig.act()).accepted() }
      let head = try await rig.reader.auditHead()
      let entries = try await rig.redis("XRANGE", "parlor:audit", "-", "+").array ?? []
      let ids = entries.compactMap { $0.array?.first?.string }
      func delete(_ index: Int) async throws { try await rig.redis("XDEL", "parlor:audit", .string(ids[index])) }
      switch how {
      case "cut the end": try await delete(5)
      case "cut the beginning": try await delete(0)
      case "cut the middle": try await delete(3)
      case "change":
        try await delete(5)
        try await rig.redis(
          "XADD", "parlor:audit", "*", "n", "6", "prev", "x", "cut", "", "body", "{}", "hash", .string(head.hash))
      default: try await rig.redis("XADD", "parlor:audit", "*", "hello", "world")
      }
      #expect(try await rig.reader.verifyAudit(against: head).isWhole == false)
    }
  }

  @Test func aHeadNotedEarlierIsStillFound() async throws {
    try await StoreRig.run { rig in
      _ = try await rig.joined(try Visitor())
      _ = try await rig.writer.set([.topic("1")], of: rig.room, rig.act()).accepted()
      let head = try await rig.reader.auditHead()
      _ = try await rig.writer.set([.topic("2")], of: rig.room, rig.act()).accepted()
      #expect(try await rig.reader.verifyAudit(against: head).isWhole)
      #expect(try await rig.reader.verifyAudit(against: AuditHead(number: 1, hash: "other")).isWhole == false)
    }
  }
}
