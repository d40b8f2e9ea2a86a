import ChatModel
import Testing

@testable import ChatServer

@Suite struct ReaperTests {
  private let own: ServerID
  private let dead: ServerID

  init() {
    var generator = SystemRandomNumberGenerator()
    own = .random(using: &generator)
    dead = .random(using: &generator)
  }

  @Test func aDeadServerIsReapedAgainAMinuteLaterAndThenForgotten() {
    var reaper = Reaper()
    #expect(reaper.expired([dead], own: own, now: 0) == [dead])
    #expect(reaper.reaped(dead, now: 100) == false)
    #expect(reaper.expired([dead], own: own, now: 60_000) == [])
    #expect(reaper.expired([dead], own: own, now: 60_100) == [dead])
    #expect(reaper.reaped(dead, now: 60_200) == true)
  }

  @Test func itNeverReapsItselfNorTheSameServerTwiceAtOnce() {
    var reaper = Reaper()
    #expect(reaper.expired([own, dead], own: own, now: 0) == [dead])
    #expect(reaper.expired([own, dead], own: own, now: 2000) == [])
  }

  @Test func reapingThatBrokeOffIsTriedAtTheNextLook() {
    var reaper = Reaper()
    #expect(reaper.expired([dead], own: own, now: 0) == [dead])
    reaper.failed(dead)
    #expect(reaper.expired([dead], own: own, now: 2000) == [dead])
  }

  @Test func whatAnotherServerClearedUpIsNotRemembered() {
    var reaper = Reaper()
    #expect(reaper.expired([dead], own: own, now: 0) == [dead])
    #expect(reaper.reaped(dead, now: 0) == false)
    #expect(reaper.expired([], own: own, now: 2000) == [])
    #expect(reaper.expired([dead], own: own, now: 4000) == [dead])
  }
}
