import ChatModel
import ChatStore
import RedisClient
import Testing

@Suite(.timeLimit(.minutes(10))) struct LogLoadTests {
  static func entries(_ range: ClosedRange<Int64>) -> [(id: MessageID, json: [UInt8])] {
    range.map { seq in
      let json = #"{"username":"A","room":"garden","id":\#(1000 + seq),"seq":\#(seq),"date":1,"message":"\#(seq)"}"#
      return (MessageID(1000 + seq)!, Array(json.utf8))
    }
  }

  static func finish(_ load: LogLoad, count: Int64) async throws -> LogLoad.Outcome {
    try await load.finish(
      count: count, first: 5, last: (4 + count, MessageID(1004 + count)!), limits: Limits(), isPermanent: false)
  }

  @Test func showsNothingBeforeItIsWhole() async throws {
    try await StoreRig.run { rig in
      let load = LogLoad(redis: rig.client, keys: Keys(), room: rig.room)
      try await load.prepare(Self.entries(5...7))
      #expect(try await rig.redis("EXISTS", rig.key("messages")).int64 == 0)
      guard case .loaded(let epoch) = try await Self.finish(load, count: 3) else { throw Surprise("not loaded") }
      let page = try await rig.history(.newest)
      #expect(page.epoch == epoch && page.firstSeq == 5 && page.seq == 7 && page.messages.count == 3)
      #expect(try await rig.redis("TTL", rig.key("messages")).int64 == -1)
    }
  }

  @Test func goesOnAboveItsNumbers() async throws {
    try await StoreRig.run { rig in
      let load = LogLoad(redis: rig.client, keys: Keys(), room: rig.room)
      try await load.prepare(Self.entries(5...7))
      _ = try await Self.finish(load, count: 3)
      let ann = try Visitor(name: "Ann")
      _ = try await rig.joined(ann)
      #expect(try await rig.said("next", ann).seq == 8)
    }
  }

  @Test func leavesARoomThatHasMessagesAsItIs() async throws {
    try await StoreRig.run { rig in
      let ann = try Visitor(name: "Ann")
      _ = try await rig.joined(ann)
      let said = try await rig.said("mine", ann)
      let load = LogLoad(redis: rig.client, keys: Keys(), room: rig.room)
      try await load.prepare(Self.entries(5...7))
      #expect(try await Self.finish(load, count: 3) == .taken)
      let page = try await rig.history(.newest)
      #expect(page.epoch == said.epoch && page.messages.count == 1)
    }
  }

  @Test func refusesWhatIsNotWholeAnyMore() async throws {
    try await StoreRig.run { rig in
      let load = LogLoad(redis: rig.client, keys: Keys(), room: rig.room)
      try await load.prepare(Self.entries(5...7))
      #expect(try await Self.finish(load, count: 4) == .lost)
      try await load.giveUp()
      #expect(try await rig.redis("KEYS", "*").array?.isEmpty == true)
    }
  }
}
