import Testing

@testable import ChatServer

@Suite struct RequestQueueTests {
  @Test func sendsAreUnderWayTogether() {
    var queue = RequestQueue<Int>(limit: 4)
    #expect(queue.arrived(1, isSend: true) == .start)
    #expect(queue.arrived(2, isSend: true) == .start)
  }

  @Test func aSendWaitsForTheJoinBeforeIt() {
    var queue = RequestQueue<Int>(limit: 4)
    #expect(queue.arrived(1, isSend: false) == .start)
    #expect(queue.arrived(2, isSend: true) == .wait)
    #expect(queue.arrived(3, isSend: true) == .wait)
    #expect(queue.finished(isSend: false) == [2, 3])
  }

  @Test func aLeaveWaitsForAllSendsBeforeIt() {
    var queue = RequestQueue<Int>(limit: 4)
    #expect(queue.arrived(1, isSend: true) == .start)
    #expect(queue.arrived(2, isSend: true) == .start)
    #expect(queue.arrived(3, isSend: false) == .wait)
    #expect(queue.finished(isSend: true) == [])
    #expect(queue.finished(isSend: true) == [3])
  }

  @Test func nothingOvertakesWhatWaits() {
    var queue = RequestQueue<Int>(limit: 4)
    #expect(queue.arrived(1, isSend: true) == .start)
    #expect(queue.arrived(2, isSend: false) == .wait)
    #expect(queue.arrived(3, isSend: true) == .wait)
    #expect(queue.finished(isSend: true) == [2])
    #expect(queue.finished(isSend: false) == [3])
  }

  @Test func tooManyAreRefused() {
    var queue = RequestQueue<Int>(limit: 2)
    #expect(queue.arrived(1, isSend: false) == .start)
    #expect(queue.arrived(2, isSend: false) == .wait)
    #expect(queue.arrived(3, isSend: false) == .wait)
    #expect(queue.arrived(4, isSend: false) == .refuse)
    var sends = RequestQueue<Int>(limit: 2)
    #expect(sends.arrived(1, isSend: true) == .start)
    #expect(sends.arrived(2, isSend: true) == .start)
    #expect(sends.arrived(3, isSend: true) == .refuse)
  }
}
