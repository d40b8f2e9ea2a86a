import Synchronization
import Testing

@testable import ChatClient

@Suite struct EventQueueTests {
  private func event(_ number: Int) -> ChatEvent { .state(.connecting(attempt: number)) }

  @Test func givesEventsInOrderAndThenEnds() async {
    let queue = EventQueue(policy: .backPressure(limit: 4))
    queue.push(event(1))
    queue.push(event(2))
    queue.finish()
    queue.push(event(3))
    #expect(await queue.next() == event(1))
    #expect(await queue.next() == event(2))
    #expect(await queue.next() == nil)
  }

  @Test func wakesWhoWaits() async {
    let queue = EventQueue(policy: .backPressure(limit: 4))
    async let first = queue.next()
    queue.push(event(1))
    #expect(await first == event(1))
  }

  @Test func saysOnceWhenHalfWasTaken() async {
    let queue = EventQueue(policy: .backPressure(limit: 4))
    let told = Mutex(0)
    queue.whenDrained { told.withLock { $0 += 1 } }
    for number in 1...4 { queue.push(event(number)) }
    #expect(queue.pause())
    _ = await queue.next()
    #expect(told.withLock { $0 } == 0)
    _ = await queue.next()
    #expect(told.withLock { $0 } == 1)
    _ = await queue.next()
    #expect(told.withLock { $0 } == 1)
    #expect(!queue.pause())
  }

  @Test func dropsTheOldestWhereThatIsThePolicyAndSaysSo() async {
    let queue = EventQueue(policy: .dropOldest(limit: 2))
    for number in 1...5 { queue.push(event(number)) }
    #expect(await queue.next() == .dropped(3))
    #expect(await queue.next() == event(4))
    #expect(await queue.next() == event(5))
  }

  @Test func aCancelledTaskGetsNothing() async {
    let queue = EventQueue(policy: .backPressure(limit: 4))
    let waiting = Task { await queue.next() }
    waiting.cancel()
    #expect(await waiting.value == nil)
    queue.push(event(1))
    #expect(await queue.next() == event(1))
  }
}
