import ChatModel
import ChatStore
import NIOCore
import RedisClient
import Testing

/// Reading a room again.
@Suite(.timeLimit(.minutes(10))) struct SyncTests {
  @Test func bringsWhatTheFeedMissed() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor(role: .admin)
      let joined = try await rig.joined(visitor)
      var ids: [MessageID] = []
      for _ in 0..<5 { ids.append(try await rig.said("hello", visitor).id) }
      try await rig.delete([ids[0], ids[4]], by: visitor)
      let answer = try await rig.sync(rig.view(joined.epoch, 3, ids[2].microseconds))
      #expect(answer.isSameLog)
      #expect(answer.reachesBack)
      #expect(answer.messages.map(\.seq) == [4, 5])
      #expect(answer.changed.map(\.seq) == [1])
      #expect(answer.members.map(\.id) == [visitor.person.id])
      #expect(answer.rev == joined.rev + 7)
      #expect(answer.id == ids[4].microseconds)
    }
  }

  @Test func goesOnFromWhatWasToldThoughMoreWasSeen() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      var last = try await rig.said("hello", visitor)
      for _ in 0..<4 { last = try await rig.said("hello", visitor) }
      // Its own answers told the server of five messages; the bus brought two.
      let told = LogPosition(epoch: joined.epoch, seq: 2)
      let answer = try await rig.sync(rig.view(last.epoch, last.seq, last.id.microseconds), from: told)
      #expect(answer.isSameLog)
      #expect(answer.messages.map(\.seq) == [3, 4, 5])
    }
  }

  @Test func aNewEpochIsToldThoughAnAnswerNamedItFirst() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      let last = try await rig.said("hello", visitor, view: rig.view(joined.epoch, 7, 1234))
      #expect(last.epoch != joined.epoch)
      let told = LogPosition(epoch: joined.epoch, seq: 0)
      let answer = try await rig.sync(rig.view(last.epoch, last.seq, last.id.microseconds), from: told)
      #expect(!answer.isSameLog)
      #expect(!answer.reachesBack)
    }
  }

  @Test func aLogThatNoLongerReachesBackSaysSo() async throws {
    var limits = Limits()
    limits.roomLog = 5
    try await StoreRig.run(limits: limits) { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      for _ in 0..<12 { try await rig.said("hello", visitor) }
      let broken = try await rig.sync(rig.view(joined.epoch, 3, 1))
      #expect(broken.isSameLog)
      #expect(!broken.reachesBack)
      let whole = try await rig.sync(rig.blank, from: LogPosition(epoch: joined.epoch, seq: 7))
      #expect(whole.reachesBack)
      #expect(whole.messages.map(\.seq) == [8, 9, 10, 11, 12])
    }
  }

  @Test func aWholeLogOfLongMessagesFits() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      for _ in 0..<300 { try await rig.said(String(repeating: "x", count: 4000), visitor) }
      let answer = try await rig.sync(rig.blank, from: LogPosition(epoch: joined.epoch, seq: 0))
      #expect(answer.reachesBack)
      #expect(answer.messages.count == 300)
    }
  }

  @Test func tellsWhichConnectionsAreThere() async throws {
    try await StoreRig.run { rig in
      let (here, gone) = (try Visitor(), try Visitor())
      _ = try await rig.joined(here)
      let room = rig.room
      let connections = [here.connection, gone.connection]
      #expect(
        try await rig.ask { store, then in store.areThere(connections, in: room, then: then) } == [here.connection])
    }
  }

  @Test func historyReadsBeforeAfterAndAround() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      _ = try await rig.joined(visitor)
      for _ in 0..<20 { try await rig.said("hello", visitor) }
      #expect(try await rig.history(.newest, limit: 3).messages.map(\.seq) == [18, 19, 20])
      #expect(try await rig.history(.before(5), limit: 3).messages.map(\.seq) == [2, 3, 4])
      #expect(try await rig.history(.after(5), limit: 3).messages.map(\.seq) == [6, 7, 8])
      #expect(try await rig.history(.around(10), limit: 5).messages.map(\.seq) == [8, 9, 10, 11, 12])
      #expect(try await rig.history(.before(1), limit: 3).messages.isEmpty)
      #expect(try await rig.history(.after(20), limit: 3).messages.isEmpty)
      #expect(try await rig.history(.after(Int64.max >> 11), limit: 3).messages.isEmpty)
    }
  }

  @Test func placesAreFoundInALogWithAHole() async throws {
    try await StoreRig.run { rig in
      let visitor = try Visitor()
      let joined = try await rig.joined(visitor)
      for _ in 0..<4 { try await rig.said("hello", visitor) }
      let next = try await rig.said("hello", visitor, view: rig.view(joined.epoch, 100, 1))
      #expect(next.seq == 101)
      for _ in 0..<3 { try await rig.said("hello", visitor) }
      #expect(try await rig.history(.after(3), limit: 3).messages.map(\.seq) == [4, 101, 102])
      #expect(try await rig.history(.before(103), limit: 3).messages.map(\.seq) == [4, 101, 102])
      #expect(try await rig.history(.after(50), limit: 1).messages.map(\.seq) == [101])
    }
  }
}
