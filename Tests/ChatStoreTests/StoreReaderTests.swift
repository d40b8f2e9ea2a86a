import ChatModel
import ChatStore
import RedisClient
import Testing

@Suite(.timeLimit(.minutes(10))) struct StoreReaderTests {
  @Test func listsNobodyTwiceAndNobodyLessOverPages() async throws {
    try await StoreRig.run { rig in
      for index in 0..<3000 {
        let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
        let tail = String([letters[index / 1024], letters[index / 32 % 32], letters[index % 32]])
        try await rig.redis(
          "HSET", rig.key("members"), .string("m_aaaaaaaaaaaaa\(tail)"), .string(#"{"username":"Guest \#(index)"}"#))
      }
      let reader = StoreReader(redis: rig.client, keys: Keys())
      var names = Set<String>()
      var pages = 0
      var cursor: UInt64? = 0
      while let place = cursor {
        let page = try await reader.members(of: rig.room, from: place)
        names.formUnion(page.members.map(\.name))
        pages += 1
        cursor = page.next
      }
      #expect(names.count == 3000 && pages > 1)
    }
  }

  @Test func passesOverWhatIsNoMember() async throws {
    try await StoreRig.run { rig in
      try await rig.redis("HSET", rig.key("members"), "nonsense", "{}", "m_aaaaaaaaaaaaaaaa", "no json")
      let reader = StoreReader(redis: rig.client, keys: Keys())
      #expect(try await reader.members(of: rig.room).members.isEmpty)
    }
  }

  @Test func findsAMessageByItsNumberAlsoWhereSomeAreMissing() async throws {
    try await StoreRig.run { rig in
      let ann = try Visitor(name: "Ann")
      _ = try await rig.joined(ann)
      for index in 1...20 { try await rig.said("\(index)", ann) }
      let reader = StoreReader(redis: rig.client, keys: Keys())
      #expect(try await reader.message(7, of: rig.room)?.text == "7")
      try await rig.redis("ZREMRANGEBYRANK", rig.key("messages"), 2, 8)
      #expect(try await reader.message(7, of: rig.room) == nil)
      for seq in [1, 2, 10, 15, 20] as [Int64] {
        #expect(try await reader.message(seq, of: rig.room)?.seq == seq)
      }
      #expect(try await reader.message(21, of: rig.room) == nil)
    }
  }

  @Test func reportsARestrictionOnlyWhileItHolds() async throws {
    try await StoreRig.run { rig in
      let id = MemberID("m_aaaaaaaaaaaaaaaa")!
      try await rig.redis(
        "HSET", rig.key("bans"), .string(id.rawValue), #"{"until":2000,"by":"x","reason":"r","act":"a"}"#)
      let reader = StoreReader(redis: rig.client, keys: Keys())
      #expect(try await reader.restriction(.bans(rig.room), of: id, at: 1999)?.reason == "r")
      #expect(try await reader.restriction(.bans(rig.room), of: id, at: 2000) == nil)
    }
  }

  @Test func saysWhyWhenTheUserMayNotRead() async throws {
    try await StoreRig.run { rig in
      try await rig.redis("ACL", "SETUSER", "default", "-hscan")
      let reader = StoreReader(redis: rig.client, keys: Keys())
      await #expect {
        try await reader.members(of: rig.room)
      } throws: { ($0 as? StoreError)?.code == .forbidden }
    }
  }
}
