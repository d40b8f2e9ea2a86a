import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// What a join answers.
@Suite(.timeLimit(.minutes(10))) struct JoinTests {
  @Test func theFirstConnectionGivesTheSocketAndIsPublished() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      try await BusTap.on(rig) { tap in
        let answer = try await rig.joined(visitor)
        #expect(answer.isNewHere)
        #expect(answer.isNewRoom)
        #expect(answer.status == .fresh)
        #expect(String(buffer: answer.member).hasPrefix("{\"socket\":\"\(visitor.connection)\","))
        let item = try #require(try await tap.heard().last)
        #expect(item.kind == "member_add")
        #expect(item.rev == answer.rev)
        #expect(item.n == 1)
        #expect(item.member == visitor.person.id)
        #expect(item.arguments == answer.member)
      }
    }
  }

  @Test func twoConnectionsOfAPersonCountOnce() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let second = Visitor(again: visitor)
      let first = try await rig.joined(visitor)
      try await BusTap.on(rig) { tap in
        let answer = try await rig.joined(second)
        #expect(!answer.isNewHere)
        #expect(answer.member == first.member)
        #expect(answer.members.count == 1)
        #expect(answer.rev == first.rev)
        // The socket stays the first one's, though that one is gone.
        #expect(try await rig.leave(visitor) == false)
        #expect(try await tap.heard().isEmpty)
        #expect(try await rig.leave(second) == true)
        let item = try #require(try await tap.heard().first)
        #expect(item.kind == "member_delete")
        #expect(item.n == 0)
        #expect(
          item.text.hasPrefix("\"\(visitor.connection)\",{\"room\":\"garden\",\"member\":\"\(visitor.person.id)\""))
      }
    }
  }

  @Test func aPersonHasAtMostSoManyConnections() async throws {
    var limits = Limits()
    limits.connectionsPerPersonAndRoom = 2
    try await StoreRig.run(limits: limits) { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      _ = try await rig.joined(Visitor(again: visitor))
      guard case .refused(let error) = try await rig.join(Visitor(again: visitor)) else {
        Issue.record("joined")
        return
      }
      #expect(error.code == .rateLimited)
      // Joining again on a connection that is there takes no place.
      _ = try await rig.joined(visitor)
    }
  }

  @Test func aFreshPageIsTheLastMessagesWithoutTheDeletedOnes() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(role: .admin)
      _ = try await rig.joined(visitor)
      var ids: [MessageID] = []
      for number in 1...20 { ids.append(try await rig.said("message \(number)", visitor).id) }
      try await rig.delete(Array(ids[10...17]), by: visitor)
      let answer = try await rig.joined(visitor, page: 5)
      #expect(answer.messages.map(\.seq) == [8, 9, 10, 19, 20])
    }
  }

  @Test func resumesAfterTheLastSeenMessage() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(role: .admin)
      _ = try await rig.joined(visitor)
      var ids: [MessageID] = []
      for number in 1...6 { ids.append(try await rig.said("message \(number)", visitor).id) }
      let epoch = try await rig.joined(visitor).epoch
      try await rig.delete([ids[1], ids[4]], by: visitor)
      let answer = try await rig.joined(visitor, since: .position(LogPosition(epoch: epoch, seq: 4)!))
      #expect(answer.status == .resumed)
      #expect(answer.messages.map(\.seq) == [5, 6])
      #expect(String(buffer: answer.messages[0]).contains("\"kind\":\"deleted\""))
      // What changed at or before the place, as it is now.
      let all = try await rig.joined(visitor, since: .position(LogPosition(epoch: epoch, seq: 6)!))
      #expect(all.messages.isEmpty)
      #expect(all.changed.map(\.seq) == [2, 5])
      #expect(all.changed.allSatisfy { String(buffer: $0).contains("\"tombstone\"") })
    }
  }

  @Test func changesBeforeTheClientLeftOffAreNotRepeated() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(role: .admin)
      _ = try await rig.joined(visitor)
      let first = try await rig.said("one", visitor)
      try await rig.delete([first.id], by: visitor)
      for _ in 0..<3 { try await rig.said("more", visitor) }
      let answer = try await rig.joined(visitor, since: .position(LogPosition(epoch: first.epoch, seq: 3)!))
      #expect(answer.status == .resumed)
      #expect(answer.changed.isEmpty)
    }
  }

  @Test func whatIsTooFarBackIsAGap() async throws {
    var limits = Limits()
    limits.roomLog = 20
    limits.resume = 8
    try await StoreRig.run(limits: limits) { rig in
      let visitor = try Visitor()
      let epoch = try await rig.joined(visitor).epoch
      for _ in 0..<30 { try await rig.said("hello", visitor) }
      let trimmed = try await rig.joined(visitor, since: .position(LogPosition(epoch: epoch, seq: 5)!), page: 10)
      #expect(trimmed.status == .gap)
      #expect(trimmed.gap.map { [$0.from, $0.to, $0.isTrimmed ? 1 : 0] } == [6, 20, 1])
      #expect(trimmed.messages.map(\.seq) == Array(21...30))
      let large = try await rig.joined(visitor, since: .position(LogPosition(epoch: epoch, seq: 12)!), page: 10)
      #expect(large.gap.map { [$0.from, $0.to, $0.isTrimmed ? 1 : 0] } == [13, 20, 0])
      let edge = try await rig.joined(visitor, since: .position(LogPosition(epoch: epoch, seq: 22)!))
      #expect(edge.status == .resumed)
      #expect(edge.messages.map(\.seq) == Array(23...30))
    }
  }

  @Test func tooManyBytesAreAGap() async throws {
    var limits = Limits()
    limits.pageBytes = 2000
    try await StoreRig.run(limits: limits) { rig in
      let visitor = try Visitor()
      let epoch = try await rig.joined(visitor).epoch
      for _ in 0..<8 { try await rig.said(String(repeating: "x", count: 300), visitor) }
      let answer = try await rig.joined(visitor, since: .position(LogPosition(epoch: epoch, seq: 0)!))
      #expect(answer.status == .gap)
      #expect(answer.messages.reduce(0) { $0 + $1.readableBytes } <= 2000)
      #expect(answer.gap?.from == 1)
      #expect(answer.gap?.to == (answer.messages.first?.seq).map { $0 - 1 })
      #expect(answer.gap?.isTrimmed == false)
    }
  }

  @Test func anotherEpochIsAReset() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.said("hello", visitor)
      let foreign = try #require(Epoch("AAAAAAAAAAAAAAAA"))
      let answer = try await rig.joined(visitor, since: .position(LogPosition(epoch: foreign, seq: 1)!))
      #expect(answer.status == .reset)
      #expect(answer.messages.map(\.seq) == [1])
      #expect(try await rig.joined(visitor, since: .nowhere).status == .reset)
    }
  }

  @Test func listsAHundredPeopleTheJoinerAmongThem() async throws {
    try await StoreRig.run { rig in
      for _ in 0..<120 { _ = try await rig.joined(try Visitor()) }
      let visitor = try Visitor()
      let answer = try await rig.joined(visitor)
      #expect(!answer.isComplete)
      #expect(answer.members.count <= 100)
      #expect(answer.members.count > 80)
      #expect(answer.members.contains(answer.member))
      #expect(Set(answer.members).count == answer.members.count)
    }
  }

  @Test func theBannedStayOut() async throws {
    try await StoreRig.run { rig in
      let (moderator, visitor) = (try Visitor(role: .moderator), try Visitor())
      _ = try await rig.joined(moderator)
      _ = try await rig.joined(visitor)
      #expect(try await rig.expel(visitor, by: moderator, isBan: true, reason: "spam") == nil)
      guard case .refused(let error) = try await rig.join(Visitor(again: visitor)) else {
        Issue.record("joined")
        return
      }
      #expect(error.code == .banned)
      #expect(error.message.contains("spam"))
    }
  }

  @Test func aNewerRecordIsShownByASecondConnection() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      var renamed = Visitor(again: visitor)
      renamed.person.name = try PersonName("Jade Otter")
      try await BusTap.on(rig) { tap in
        let answer = try await rig.joined(renamed, version: 1)
        #expect(String(buffer: answer.member).contains("Jade Otter"))
        #expect(String(buffer: answer.member).contains("\"socket\":\"\(visitor.connection)\""))
        #expect(try await tap.heard().map(\.kind) == ["member_update"])
      }
    }
  }

  @Test func oldMessagesAreHiddenByTheirAge() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let epoch = try await rig.joined(visitor).epoch
      for _ in 0..<4 { try await rig.said("hello", visitor) }
      try await rig.makeOld(seqs: 1...2)
      try await rig.redis("HSET", rig.key("state"), "retain_age", "60000")
      let page = try await rig.history(.newest)
      #expect(page.firstSeq == 3)
      #expect(page.messages.map(\.seq) == [3, 4])
      #expect(try await rig.joined(visitor).firstSeq == 3)
      #expect(try await rig.joined(visitor, since: .position(LogPosition(epoch: epoch, seq: 1)!)).status == .gap)
      #expect(try await rig.joined(visitor, since: .position(LogPosition(epoch: epoch, seq: 2)!)).status == .resumed)
      let view = rig.blank
      #expect(try await rig.ask { store, then in store.sweep(view, batch: 1, then: then) } == true)
      #expect(try await rig.ask { store, then in store.sweep(view, batch: 1, then: then) } == false)
      #expect(try await rig.redis("ZCARD", rig.key("messages")).int64 == 2)
      #expect(try await rig.redis("HGET", rig.key("state"), "first_seq").string == "3")
    }
  }
}

extension StoreRig {
  func delete(_ ids: [MessageID], by visitor: Visitor) async throws {
    let act = ModerationStep(
      actor: visitor.person, target: nil, targetRole: .member, reason: "off topic", until: nil, act: "a1")
    let view = blank
    let refusal = try await ask { store, then in
      store.delete(ids.map(\.microseconds), by: act, now: 1_700_000_000_000, view: view, then: then)
    }
    if let refusal { throw refusal }
  }

  func expel(
    _ visitor: Visitor, by moderator: Visitor, isBan: Bool, reason: String = "", until: Int64? = nil
  ) async throws -> ChatError? {
    let act = ModerationStep(
      actor: moderator.person, target: visitor.person.id, targetRole: visitor.person.role, reason: reason,
      until: until, act: "a1")
    let view = blank
    return try await ask { store, then in store.expel(act, isBan: isBan, view: view, then: then) }
  }

  /// Gives messages a score of long ago, as if they had been written then.
  func makeOld(seqs: ClosedRange<Int>) async throws {
    let entries = try await redis("ZRANGE", key("messages"), "0", "-1").array ?? []
    for seq in seqs {
      let entry = try #require(entries[seq - 1].buffer)
      try await redis("ZADD", key("messages"), .integer(Int64(seq) * 1000), .buffer(entry))
    }
  }
}
