import ChatModel
import ChatStore
import NIOCore
import Testing

/// How a feed stays right, as transcripts of what happens to it.
@Suite struct RoomFeedTests {
  let epoch = Epoch("AAAAAAAAAAAAAAAA")!
  let other = Epoch("BBBBBBBBBBBBBBBB")!

  func item(_ rev: Int64, seq: Int64? = nil, epoch: Epoch? = nil, bytes: Int = 1) -> BusItem {
    BusItem(
      kind: "messages", epoch: epoch ?? self.epoch, rev: rev, seq: seq ?? rev, n: 0, member: nil,
      arguments: ByteBuffer(repeating: 0x78, count: bytes))
  }

  /// A feed whose first read ended at rev 10, seq 5.
  func live() -> RoomFeed {
    var feed = RoomFeed()
    #expect(feed.joined(epoch: epoch, rev: 10, seq: 5) == .enter(replay: []))
    return feed
  }

  /// Takes what waited, until nothing follows.
  func drain(_ feed: inout RoomFeed) -> [Int64] {
    var emitted: [Int64] = []
    while let (item, action) = feed.nextWaiting() {
      if action == .emit { emitted.append(item.rev) }
      if action == .sync { break }
    }
    return emitted
  }

  @Test func emitsWhatFollows() {
    var feed = live()
    #expect(feed.received(item(11, seq: 6)) == .emit)
    #expect(feed.received(item(12, seq: 7)) == .emit)
    #expect(feed.position?.rev == 12)
    #expect(feed.told == LogPosition(epoch: epoch, seq: 7))
  }

  @Test func whatCameWhileOpeningIsDroppedUpToWhatWasRead() {
    var feed = RoomFeed()
    for rev in Int64(9)...12 { #expect(feed.received(item(rev)) == .none) }
    #expect(feed.joined(epoch: epoch, rev: 10, seq: 5) == .enter(replay: []))
    #expect(drain(&feed) == [11, 12])
  }

  @Test func aGapIsReadFirst() {
    var feed = live()
    #expect(feed.received(item(12)) == .sync)
    #expect(feed.received(item(13)) == .none)
    // The read brought everything up to 12; 13 waited.
    feed.synced(epoch: epoch, rev: 12, seq: 7)
    #expect(drain(&feed) == [13])
    #expect(feed.position?.rev == 13)
  }

  @Test func aDuplicateIsDropped() {
    var feed = live()
    #expect(feed.received(item(11)) == .emit)
    #expect(feed.received(item(11)) == .none)
  }

  @Test func aLateItemIsDropped() {
    var feed = live()
    #expect(feed.received(item(11)) == .emit)
    #expect(feed.received(item(12)) == .emit)
    #expect(feed.received(item(7)) == .none)
    #expect(feed.position?.rev == 12)
  }

  @Test func aJoinAheadOfTheFeedWaits() {
    var feed = live()
    #expect(feed.joined(epoch: epoch, rev: 12, seq: 7) == .hold(needsSync: false))
    #expect(feed.received(item(11)) == .emit)
    #expect(feed.joined(epoch: epoch, rev: 12, seq: 7) == .hold(needsSync: false))
    #expect(feed.received(item(12)) == .emit)
    #expect(feed.joined(epoch: epoch, rev: 12, seq: 7) == .enter(replay: []))
  }

  @Test func aJoinBehindTheFeedGetsWhatItMissed() {
    var feed = live()
    for rev in Int64(11)...14 { _ = feed.received(item(rev)) }
    guard case .enter(let replay) = feed.joined(epoch: epoch, rev: 12, seq: 7) else {
      Issue.record("not entered")
      return
    }
    #expect(replay.map(\.rev) == [13, 14])
  }

  @Test func aJoinOlderThanTheTailAsksAgain() {
    var feed = live()
    for rev in Int64(11)...300 { _ = feed.received(item(rev)) }
    #expect(feed.joined(epoch: epoch, rev: 12) == .askAgain)
    #expect(feed.joined(epoch: epoch, rev: 300 - 257) == .askAgain)
    guard case .enter(let replay) = feed.joined(epoch: epoch, rev: 300 - 256) else {
      Issue.record("not entered")
      return
    }
    #expect(replay.count == 256)
  }

  @Test func theTailIsBoundInBytesToo() {
    var feed = live()
    for rev in Int64(11)...20 { _ = feed.received(item(rev, bytes: 16_384)) }
    #expect(feed.items(after: 0).map(\.rev) == [17, 18, 19, 20])
  }

  @Test func aJoinFromBeforeAReadAsksAgain() {
    var feed = live()
    #expect(feed.received(item(13)) == .sync)
    feed.synced(epoch: epoch, rev: 20, seq: 9)
    #expect(drain(&feed).isEmpty)
    #expect(feed.joined(epoch: epoch, rev: 12) == .askAgain)
    #expect(feed.joined(epoch: epoch, rev: 20) == .enter(replay: []))
  }

  @Test func aNewEpochIsReadFirst() {
    var feed = live()
    #expect(feed.received(item(1, epoch: other)) == .sync)
    #expect(feed.received(item(2, epoch: other)) == .none)
    feed.synced(epoch: other, rev: 1, seq: 5)
    #expect(drain(&feed) == [2])
    // A late item of the life before is not told.
    #expect(feed.received(item(11)) != .emit)
  }

  @Test func aJoinThatNamesANewEpochWaitsForTheRead() {
    var feed = live()
    #expect(feed.joined(epoch: other, rev: 2) == .hold(needsSync: true))
    feed.synced(epoch: other, rev: 2, seq: 5)
    #expect(feed.joined(epoch: other, rev: 2) == .enter(replay: []))
  }

  @Test func aComparisonFindsWhatNobodyNoticed() {
    var feed = live()
    #expect(feed.compared((epoch: epoch, rev: 10)) == false)
    // The bus was faster than the answer.
    #expect(feed.compared((epoch: epoch, rev: 9)) == false)
    #expect(feed.compared((epoch: epoch, rev: 11)) == true)
    #expect(feed.isSyncing)
    feed.synced(epoch: epoch, rev: 11, seq: 6)
    #expect(feed.compared((epoch: other, rev: 11)) == true)
  }

  @Test func aCutWhileTheRoomIsReadMeansReadingOnceMore() {
    var feed = live()
    #expect(feed.received(item(12)) == .sync)
    // The answer under way may be older than what the cut swallowed.
    #expect(feed.mayHaveMissed() == false)
    feed.synced(epoch: epoch, rev: 12, seq: 7)
    #expect(drain(&feed).isEmpty)
    #expect(feed.isSyncing)
    feed.synced(epoch: epoch, rev: 14, seq: 8)
    #expect(!feed.isSyncing)
    #expect(feed.received(item(15)) == .emit)
  }

  @Test func aCutWhileOpeningMeansReadingOnceMore() {
    var feed = RoomFeed()
    #expect(feed.mayHaveMissed() == false)
    #expect(feed.joined(epoch: epoch, rev: 10, seq: 5) == .enter(replay: []))
    #expect(feed.isSyncing)
  }

  @Test func afterAFailedReadTheNextItemTriesAgain() {
    var feed = live()
    #expect(feed.received(item(12)) == .sync)
    feed.syncFailed()
    #expect(!feed.isSyncing)
    #expect(feed.received(item(13)) == .sync)
    feed.synced(epoch: epoch, rev: 13, seq: 7)
    #expect(feed.received(item(14)) == .emit)
  }

  @Test func moreThanCanWaitIsReadAgain() {
    var feed = live()
    #expect(feed.received(item(12)) == .sync)
    for rev in Int64(13)...400 { _ = feed.received(item(rev)) }
    feed.synced(epoch: epoch, rev: 12, seq: 7)
    #expect(drain(&feed).isEmpty)
    #expect(feed.isSyncing)
  }

  @Test func whatIsNotCountedNeedsNoPlace() {
    var feed = live()
    #expect(feed.received(item(0)) == .emit)
    #expect(feed.position?.rev == 10)
    #expect(feed.received(item(11)) == .emit)
  }
}
