import NIOCore
import Testing

@testable import RedisClient

@Suite struct SubscriptionStateMachineTests {
  private let now = NIODeadline.uptimeNanoseconds(1)

  private func answer(_ parts: String...) -> RESPValue {
    .array(parts.map { .bulk(ByteBuffer(string: $0)) })
  }

  private func show(_ action: SubscriptionStateMachine<Int>.ReplyAction) -> String {
    switch action {
    case .deliver(let channel, let payload): "\(channel): \(String(buffer: payload))"
    case .confirm(let waiter): "confirm \(waiter)"
    case .refuse(let waiter, let error): "refuse \(waiter) \(error.prefix)"
    case .restored: "restored"
    case .fail: "fail"
    case .nothing: "nothing"
    }
  }

  @Test func confirmsAndDelivers() {
    var machine = SubscriptionStateMachine<Int>()
    machine.subscribes("a", for: 1, now: now)
    machine.pings(now: now)
    #expect(show(machine.received(answer("subscribe", "a", "1"))) == "confirm 1")
    #expect(show(machine.received(answer("message", "a", "hello"))) == "a: hello")
    #expect(show(machine.received(answer("pong", ""))) == "nothing")
    #expect(machine.unansweredCount == 0)
  }

  @Test func deliversNothingAfterUnsubscribing() {
    var machine = SubscriptionStateMachine<Int>()
    machine.subscribes("a", for: 1, now: now)
    _ = machine.received(answer("subscribe", "a", "1"))
    let isWritten = machine.unsubscribes("a", isReady: true, now: now)
    #expect(isWritten)
    #expect(show(machine.received(answer("message", "a", "late"))) == "nothing")
    #expect(show(machine.received(answer("unsubscribe", "a", "0"))) == "nothing")
    let again = machine.linkBecameReady(now: now)
    #expect(again.isEmpty)
  }

  @Test func restoresConfirmedChannelsAndSaysWhenAllAre() {
    var machine = SubscriptionStateMachine<Int>()
    for (number, channel) in ["a", "b"].enumerated() {
      machine.subscribes(channel, for: number, now: now)
      _ = machine.received(answer("subscribe", channel, "1"))
    }
    machine.subscribes("c", for: 3, now: now)
    #expect(machine.linkLost() == [3])
    let again = machine.linkBecameReady(now: now)
    #expect(again.sorted() == ["a", "b"])
    #expect(show(machine.received(answer("subscribe", again[0], "1"))) == "nothing")
    #expect(show(machine.received(answer("message", again[0], "x"))) == "\(again[0]): x")
    #expect(show(machine.received(answer("subscribe", again[1], "2"))) == "restored")
  }

  @Test func aRefusedChannelIsNotWantedAnyMore() {
    var machine = SubscriptionStateMachine<Int>()
    machine.subscribes("a", for: 1, now: now)
    #expect(show(machine.received(.error(RedisReplyError(line: "NOPERM no")))) == "refuse 1 NOPERM")
    let again = machine.linkBecameReady(now: now)
    #expect(again.isEmpty)
  }

  @Test func aChannelGivenUpWhileTheLinkIsDownIsNotRestored() {
    var machine = SubscriptionStateMachine<Int>()
    machine.subscribes("a", for: 1, now: now)
    _ = machine.received(answer("subscribe", "a", "1"))
    _ = machine.linkLost()
    let isWritten = machine.unsubscribes("a", isReady: false, now: now)
    #expect(!isWritten)
    let again = machine.linkBecameReady(now: now)
    #expect(again.isEmpty)
  }

  @Test(arguments: [
    RESPValue.null, .integer(1), .status("OK"), .array([]), .error(RedisReplyError(line: "ERR x")),
    .array([.integer(1), .integer(2), .integer(3)]),
    .array([.bulk(ByteBuffer()), .bulk(ByteBuffer()), .bulk(ByteBuffer())]),
    .array([.bulk(ByteBuffer(string: "message")), .bulk(ByteBuffer(string: "a")), .integer(1)]),
    .array([.bulk(ByteBuffer(string: "subscribe")), .bulk(ByteBuffer(string: "other")), .integer(1)]),
  ])
  func whatWasNotAskedForFails(_ reply: RESPValue) {
    var machine = SubscriptionStateMachine<Int>()
    #expect(show(machine.received(reply)) == "fail")
  }
}
