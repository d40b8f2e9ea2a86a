import NIOCore
import Testing

@testable import ChatServer

@Suite struct FlushWindowTests {
  private func at(_ milliseconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .milliseconds(1000 + milliseconds) }
  private func room(_ number: UInt64 = 1) -> LoopRoom { LoopRoom(number: RoomNumber(rawValue: number)) }

  @Test func withoutALengthEverythingGoesAtOnce() {
    var window = FlushWindow(length: .zero, for: .messages)
    for _ in 0..<3 { #expect(window.published(in: room(), now: at(0)) == .writeNow) }
  }

  @Test func theFirstGoesAtOnceAndWhatFollowsWaitsForTheEnd() {
    var window = FlushWindow(length: .milliseconds(20), for: .messages)
    let room = room()
    #expect(window.published(in: room, now: at(0)) == .writeNow)
    #expect(window.published(in: room, now: at(5)) == .waitUntil(at(20)))
    #expect(window.published(in: room, now: at(6)) == .wait)
    #expect(window.ended(now: at(20)).map(\.number) == [room.number])
  }

  @Test func aRoomIsNamedOnceHoweverMuchCame() {
    var window = FlushWindow(length: .milliseconds(20), for: .messages)
    let (first, second) = (room(1), room(2))
    _ = window.published(in: first, now: at(0))
    _ = window.published(in: first, now: at(1))
    #expect(window.published(in: second, now: at(2)) == .wait)
    #expect(window.published(in: second, now: at(3)) == .wait)
    #expect(window.published(in: first, now: at(4)) == .wait)
    #expect(window.ended(now: at(20)).map(\.number) == [first.number, second.number])
  }

  @Test func windowsFollowEachOtherWhileMuchComes() {
    var window = FlushWindow(length: .milliseconds(20), for: .messages)
    let room = room()
    _ = window.published(in: room, now: at(0))
    _ = window.published(in: room, now: at(5))
    _ = window.ended(now: at(20))
    #expect(window.published(in: room, now: at(25)) == .waitUntil(at(40)))
    _ = window.ended(now: at(40))
    #expect(window.published(in: room, now: at(61)) == .writeNow)
  }

  @Test func aRoomMayWaitForBothWindows() {
    var messages = FlushWindow(length: .milliseconds(5), for: .messages)
    var presence = FlushWindow(length: .milliseconds(20), for: .presence)
    let room = room()
    _ = messages.published(in: room, now: at(0))
    _ = presence.published(in: room, now: at(0))
    #expect(presence.published(in: room, now: at(1)) == .waitUntil(at(20)))
    #expect(messages.published(in: room, now: at(1)) == .waitUntil(at(5)))
    #expect(messages.ended(now: at(5)).count == 1)
    #expect(presence.ended(now: at(20)).count == 1)
  }
}
