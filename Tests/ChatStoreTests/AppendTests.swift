import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// Accepting messages: numbers, repetition, refusals and their order.
@Suite(.timeLimit(.minutes(10))) struct AppendTests {
  @Test func numbersRiseWithoutHoles() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      var last = Int64(0)
      for expected in Int64(1)...50 {
        let (id, seq, _) = try await rig.said("hello", visitor)
        #expect(seq == expected)
        #expect(id.microseconds > last)
        last = id.microseconds
      }
    }
  }

  @Test func idsStayExactAbove2ToThe49() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let epoch = try await rig.joined(visitor).epoch
      // Far ahead of the clock: the next id is the very next number.
      let far: Int64 = (1 << 52) + 12_345_677
      try await rig.redis("HSET", rig.key("state"), "id", .integer(far), "seq", .integer((1 << 50) + 1))
      let (id, seq, _) = try await rig.said("hello", visitor)
      #expect(id.microseconds == far + 1)
      #expect(seq == (1 << 50) + 2)
      let page = try await rig.history(.newest)
      #expect(String(buffer: page.messages[0]).contains("\"id\":\(far + 1),\"seq\":\((Int64(1) << 50) + 2),"))
      #expect(try await rig.redis("ZSCORE", rig.key("messages"), .buffer(page.messages[0])).int64 == far + 1)
      #expect(epoch == page.epoch)
    }
  }

  @Test func aRepeatedMessageGetsTheFirstAnswerAndAddsNothing() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      let client = ClientMessageID("abc-1")
      guard case .accepted(let id, let seq, let epoch) = try await rig.append("hello", visitor, client: client) else {
        Issue.record("not accepted")
        return
      }
      for _ in 0..<5 {
        #expect(
          try await rig.append("again", visitor, client: client) == .duplicate(id: id, seq: seq, epoch: epoch))
      }
      #expect(try await rig.history(.newest).messages.count == 1)
    }
  }

  @Test func theFirstAnswerComesBeforeEveryRefusal() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      let client = ClientMessageID("abc-1")
      _ = try await rig.append("hello", visitor, client: client)
      try await rig.redis("HSET", rig.key("bans"), .string(visitor.person.id.rawValue), "{\"until\":0,\"reason\":\"\"}")
      try await rig.redis("HSET", rig.key("state"), "locked", "1")
      _ = try await rig.leave(visitor)
      guard case .duplicate = try await rig.append("hello", visitor, client: client) else {
        Issue.record("refused")
        return
      }
    }
  }

  @Test func refusalsComeInTheirOrder() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let member = RedisArgument.string(visitor.person.id.rawValue)
      let epoch = try await rig.joined(visitor).epoch
      // Everything speaks against the message; one reason after the other is taken away.
      try await rig.redis("HSET", rig.key("bans"), member, "{\"until\":0,\"reason\":\"\"}")
      try await rig.redis("HSET", rig.key("mutes"), member, "{\"until\":0,\"reason\":\"\"}")
      try await rig.redis("HSET", rig.key("state"), "locked", "1", "slow", "60000")
      try await rig.redis("SET", .string("parlor:{garden}:pace:\(visitor.person.id)"), "1", "PX", "60000")
      let stranger = try Visitor()
      #expect(try await rig.append("x", stranger) == .notInRoom(epoch))
      #expect(try await rig.refusal(visitor) == .banned)
      try await rig.redis("DEL", rig.key("bans"))
      #expect(try await rig.refusal(visitor) == .muted)
      try await rig.redis("DEL", rig.key("mutes"))
      #expect(try await rig.refusal(visitor) == .roomLocked)
      try await rig.redis("HDEL", rig.key("state"), "locked")
      #expect(try await rig.refusal(visitor) == .slowMode)
      #expect(try await rig.history(.newest).messages.isEmpty)
    }
  }

  @Test func slowModeHoldsAfterAMessage() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.redis("HSET", rig.key("state"), "slow", "60000")
      try await rig.said("one", visitor)
      #expect(try await rig.refusal(visitor) == .slowMode)
    }
  }

  @Test func bansThatAreOverDoNotHold() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      try await rig.redis(
        "HSET", rig.key("bans"), .string(visitor.person.id.rawValue), "{\"until\":1000,\"reason\":\"\"}")
      try await rig.said("hello", visitor)
    }
  }

  @Test func whatIsStoredIsWhatIsPublished() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let rev = try await rig.joined(visitor).rev
      try await BusTap.on(rig) { tap in
        let (id, seq, epoch) = try await rig.said("hello", visitor)
        let item = try #require(try await tap.heard().first)
        #expect(item.kind == "messages")
        #expect(item.epoch == epoch)
        #expect(item.rev == rev + 1)
        #expect(item.seq == seq)
        #expect(item.n == id.microseconds)
        #expect(item.member == visitor.person.id)
        #expect(item.arguments == (try await rig.history(.newest).messages[0]))
      }
    }
  }

  @Test func stepsSentTogetherAreCarriedOutInOrder() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      let view = rig.blank
      let answers: [Int64] = try await rig.ask { store, then in
        var seqs: [Int64] = []
        for number in 0..<500 {
          let draft = MessageDraft(from: visitor.person, in: view.room, text: "message \(number)")
          store.append(draft, view: view, connection: visitor.connection, member: visitor.person.id) { result in
            if case .success(.accepted(_, let seq, _)) = result { seqs.append(seq) }
            if number == 499 { then(.success(seqs)) }
          }
        }
      }
      #expect(answers == Array(1...500))
      let messages = try await rig.history(.newest, limit: 500).messages
      #expect(messages.indices.allSatisfy { String(buffer: messages[$0]).contains("\"message\":\"message \($0)\"") })
    }
  }

  @Test func everythingPublishedHasTheNextRev() async throws {
    var limits = Limits()
    limits.presencePeople = 3
    limits.presenceBack = 2
    try await StoreRig.run(limits: limits) { rig in
      try await BusTap.on(rig) { tap in
        let admin = try Visitor(role: .admin)
        _ = try await rig.joined(admin)
        var visitors: [Visitor] = []
        for _ in 0..<4 {
          visitors.append(try Visitor())
          _ = try await rig.joined(visitors[visitors.count - 1])
          _ = try await rig.joined(Visitor(again: visitors[0]))
          let id = try await rig.said("hello", visitors[0]).id
          _ = try await rig.append("again", visitors[0], client: ClientMessageID("same"))
          try await rig.delete([id], by: admin)
        }
        #expect(try await rig.expel(visitors[0], by: admin, isBan: false) == nil)
        for visitor in visitors { try await rig.leave(visitor) }
        let found = try #require(try await rig.check(rig.blank))
        let revs = try await tap.heard().map(\.rev)
        #expect(revs == Array(try #require(revs.first)...found.rev))
      }
    }
  }

  @Test func aRoomKeepsOnlySoManyMessages() async throws {
    var limits = Limits()
    limits.roomLog = 10
    try await StoreRig.run(limits: limits) { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      try await BusTap.on(rig) { tap in
        for _ in 0..<25 { try await rig.said("hello", visitor) }
        let page = try await rig.history(.newest)
        #expect(page.firstSeq == 16)
        #expect(page.seq == 25)
        #expect(page.messages.count == 10)
        // What retention takes publishes nothing.
        #expect(try await tap.heard().map(\.rev) == Array(joined.rev + 1...joined.rev + 25))
      }
    }
  }
}

extension StoreRig {
  /// The code a message is refused with.
  func refusal(_ visitor: Visitor) async throws -> ErrorCode? {
    guard case .refused(let error) = try await append("x", visitor) else { return nil }
    return error.code
  }
}
