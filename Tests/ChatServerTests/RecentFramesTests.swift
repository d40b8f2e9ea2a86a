import NIOCore
import Testing

@testable import ChatServer

@Suite struct RecentFramesTests {
  private func frame(_ text: String) -> RoomFrame { RoomFrame(packet: ByteBuffer(string: text)) }

  @Test func findsFramesByTheirPlace() {
    var recent = RecentFrames()
    for rev in Int64(5)...9 { recent.told(rev: rev, rev == 7 ? nil : frame("item \(rev)")) }
    #expect(recent.frame(of: 5)?.packet == ByteBuffer(string: "item 5"))
    #expect(recent.frame(of: 9)?.packet == ByteBuffer(string: "item 9"))
    #expect(recent.frame(of: 7) == nil)
    #expect(recent.frame(of: 4) == nil)
    #expect(recent.frame(of: 10) == nil)
    #expect(recent.frame(of: 0) == nil)
  }

  @Test func forgetsEverythingWhereTheItemsDoNotFollowEachOther() {
    var recent = RecentFrames()
    recent.told(rev: 1, frame("old"))
    recent.told(rev: 3, frame("new"))
    #expect(recent.frame(of: 1) == nil)
    #expect(recent.frame(of: 2) == nil)
    #expect(recent.frame(of: 3)?.packet == ByteBuffer(string: "new"))
  }

  @Test func keepsNoMoreThanTheFeedReplays() {
    var recent = RecentFrames()
    for rev in Int64(1)...300 { recent.told(rev: rev, frame("x")) }
    #expect(recent.frame(of: 44) == nil)
    #expect(recent.frame(of: 45) != nil)
    let large = String(repeating: "x", count: 40_000)
    recent.told(rev: 301, frame(large))
    recent.told(rev: 302, frame(large))
    #expect(recent.frame(of: 301) == nil)
    #expect(recent.frame(of: 302) != nil)
  }
}
