import EngineIO
import Testing

@Suite struct EngineProbeStateMachineTests {
  var probe = EngineProbeStateMachine(deadline: EngineInstant(nanoseconds: 100))

  @Test mutating func probesUpgradesAndKeepsMessages() {
    #expect(probe.textArrived(.ping, isProbe: true) == .answerProbe)
    #expect(probe.takesMessages == false)
    #expect(probe.textArrived(.upgrade, isProbe: false) == .upgrade)
    #expect(probe.takesMessages)
    #expect(probe.textArrived(.message, isProbe: false) == .keep)
    #expect(probe.ended() == false)
  }

  @Test(arguments: [EnginePacketType.message, .upgrade, .pong, .close, nil])
  func closesWhoDoesNotProbeFirst(_ type: EnginePacketType?) {
    var probe = probe
    #expect(probe.textArrived(type, isProbe: false) == .close)
    #expect(probe.ended() == true)
  }

  @Test mutating func closesOnAPingThatIsNoProbe() {
    #expect(probe.textArrived(.ping, isProbe: false) == .close)
  }

  @Test mutating func closesOnAMessageBeforePacket5() {
    #expect(probe.textArrived(.ping, isProbe: true) == .answerProbe)
    #expect(probe.textArrived(.message, isProbe: false) == .close)
  }

  @Test mutating func isOverdueUntilPacket5() {
    #expect(probe.isOverdue(now: EngineInstant(nanoseconds: 99)) == false)
    #expect(probe.isOverdue(now: EngineInstant(nanoseconds: 100)))
    _ = probe.textArrived(.ping, isProbe: true)
    #expect(probe.isOverdue(now: EngineInstant(nanoseconds: 100)))
    _ = probe.textArrived(.upgrade, isProbe: false)
    #expect(probe.isOverdue(now: EngineInstant(nanoseconds: 100)) == false)
  }

  @Test mutating func tellsTheSessionOnceThatItIsLost() {
    #expect(probe.ended() == true)
    #expect(probe.ended() == false)
  }
}
