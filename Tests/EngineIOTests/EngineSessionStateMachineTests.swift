import EngineIO
import Testing

@Suite struct EngineSessionStateMachineTests {
  static let rhythm = Heartbeat(intervalMilliseconds: 300, timeoutMilliseconds: 200)

  static func at(_ milliseconds: UInt64) -> EngineInstant { EngineInstant(nanoseconds: milliseconds * 1_000_000) }

  var polling = EngineSessionStateMachine.polling(rhythm, now: at(0))
  var webSocket = EngineSessionStateMachine.webSocket(rhythm, now: at(0))

  // MARK: Polling

  @Test mutating func aPollWaitsUntilSomethingIsQueued() {
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(1)) == .wait)
    #expect(polling.packetQueued() == true)
    #expect(polling.packetQueued() == false)
  }

  @Test mutating func aPollIsAnsweredWithWhatIsQueued() {
    #expect(polling.packetQueued() == false)
    #expect(polling.pollArrived(hasQueued: true, now: Self.at(1)) == .answerQueued)
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(2)) == .wait)
  }

  @Test mutating func aSecondPollEndsTheSession() {
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(1)) == .wait)
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(2)) == .conflict)
    #expect(polling.isEnded)
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(3)) == .refuse)
    #expect(polling.payloadArrived(now: Self.at(3)) == .refuse)
  }

  @Test mutating func aCancelledPollEndsTheSession() {
    #expect(polling.pollCancelled() == nil)
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(1)) == .wait)
    #expect(polling.pollCancelled() == .transportLost)
    #expect(polling.payloadArrived(now: Self.at(2)) == .refuse)
  }

  @Test mutating func aPollAndAPostMayRunTogether() {
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(1)) == .wait)
    #expect(polling.payloadArrived(now: Self.at(2)) == .accept)
    #expect(polling.packetArrived(.message, hasData: true, now: Self.at(2)) == .deliver)
    #expect(polling.packetQueued() == true)
  }

  // MARK: Packets

  @Test mutating func messagesAreDelivered() {
    for var session in [polling, webSocket] {
      #expect(session.packetArrived(.message, hasData: true, now: Self.at(1)) == .deliver)
      #expect(session.packetArrived(.message, hasData: false, now: Self.at(1)) == .deliver)
      #expect(session.binaryArrived() == .deliver)
    }
  }

  @Test mutating func packet1Closes() {
    for var session in [polling, webSocket] {
      #expect(session.packetArrived(.close, hasData: false, now: Self.at(1)) == .end(.clientClosed))
      #expect(session.packetArrived(.message, hasData: true, now: Self.at(1)) == .drop)
      #expect(session.binaryArrived() == .drop)
      #expect(session.closed() == false)
    }
  }

  @Test(arguments: [EnginePacketType.open, .ping, .upgrade])
  func packetsThatOnlyAServerSendsEndTheSession(_ type: EnginePacketType) {
    for var session in [polling, webSocket] {
      #expect(session.packetArrived(type, hasData: false, now: Self.at(1)) == .end(.protocolError))
      #expect(session.isEnded)
    }
  }

  @Test mutating func garbageEndsTheSessionOnce() {
    #expect(polling.garbageArrived() == .protocolError)
    #expect(polling.garbageArrived() == nil)
  }

  // MARK: Heartbeat

  @Test mutating func aPingFollowsEachPongAfterTheInterval() {
    #expect(webSocket.timePassed(now: Self.at(299)) == .nothing)
    #expect(webSocket.timePassed(now: Self.at(300)) == .ping)
    #expect(webSocket.timePassed(now: Self.at(499)) == .nothing)
    #expect(webSocket.packetArrived(.pong, hasData: false, now: Self.at(400)) == .nothing)
    #expect(webSocket.timePassed(now: Self.at(699)) == .nothing)
    #expect(webSocket.timePassed(now: Self.at(700)) == .ping)
  }

  @Test mutating func withoutAPongTheSessionEndsAtIntervalPlusTimeout() {
    #expect(webSocket.timePassed(now: Self.at(320)) == .ping)
    #expect(webSocket.timePassed(now: Self.at(499)) == .nothing)
    #expect(webSocket.timePassed(now: Self.at(500)) == .end(.pingTimeout))
    #expect(webSocket.timePassed(now: Self.at(900)) == .nothing)
  }

  @Test mutating func aRequestAfterTheTimeoutFindsTheSessionGone() {
    var posting = polling
    #expect(polling.timePassed(now: Self.at(300)) == .ping)
    #expect(polling.pollArrived(hasQueued: true, now: Self.at(500)) == .end(.pingTimeout))
    #expect(polling.pollArrived(hasQueued: true, now: Self.at(501)) == .refuse)
    #expect(posting.timePassed(now: Self.at(300)) == .ping)
    #expect(posting.payloadArrived(now: Self.at(500)) == .end(.pingTimeout))
  }

  @Test mutating func afterAStandstillOfOursTheClientGetsItsWholeTime() {
    #expect(webSocket.timePassed(now: Self.at(5000)) == .ping)
    #expect(webSocket.timePassed(now: Self.at(5199)) == .nothing)
    #expect(webSocket.timePassed(now: Self.at(5200)) == .end(.pingTimeout))
  }

  @Test mutating func pongsNobodyAskedForDoNotPutThePingOff() {
    #expect(webSocket.packetArrived(.pong, hasData: false, now: Self.at(299)) == .nothing)
    #expect(webSocket.timePassed(now: Self.at(300)) == .ping)
  }

  // MARK: Upgrade

  @Test mutating func anUpgradeMovesTheSession() throws {
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(1)) == .wait)
    #expect(polling.probeOpened() == .accept)
    #expect(polling.probePinged() == true)
    #expect(polling.packetArrived(.message, hasData: true, now: Self.at(2)) == .deliver)
    #expect(polling.upgradeArrived() == .move(answerPoll: false))
    #expect(polling.packetArrived(.message, hasData: true, now: Self.at(3)) == .drop)
    #expect(polling.pollArrived(hasQueued: true, now: Self.at(3)) == .refuse)
    #expect(polling.timePassed(now: Self.at(400)) == .nothing)
    let arrived = polling.moved()
    var moved = try #require(arrived)
    #expect(polling.isEnded)
    #expect(moved.isWebSocket)
    #expect(moved.packetArrived(.message, hasData: true, now: Self.at(4)) == .deliver)
  }

  @Test mutating func duringAnUpgradePollsEndAtOnce() {
    #expect(polling.probeOpened() == .accept)
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(1)) == .wait)
    #expect(polling.probePinged() == true)
    #expect(polling.pollArrived(hasQueued: true, now: Self.at(2)) == .answerQueued)
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(2)) == .answerNoop)
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(2)) == .answerNoop)
  }

  @Test mutating func aLostProbeLeavesTheSessionOnPolling() {
    #expect(polling.probeOpened() == .accept)
    #expect(polling.probePinged() == false)
    polling.probeLost()
    #expect(polling.upgradeArrived() == .refuse)
    #expect(polling.pollArrived(hasQueued: false, now: Self.at(1)) == .wait)
    #expect(polling.probeOpened() == .accept)
  }

  @Test mutating func aSecondWebSocketIsAcceptedAndClosed() {
    #expect(polling.probeOpened() == .accept)
    #expect(polling.probeOpened() == .acceptAndClose)
    #expect(polling.probePinged() == false)
    #expect(polling.upgradeArrived() == .move(answerPoll: false))
    #expect(polling.probeOpened() == .acceptAndClose)
  }

  @Test mutating func anEndedSessionRefusesProbes() {
    #expect(polling.closed() == true)
    #expect(polling.probeOpened() == .refuse)
  }

  @Test mutating func aSessionThatEndsWhileMovingDoesNotArrive() {
    _ = polling.probeOpened()
    _ = polling.probePinged()
    _ = polling.upgradeArrived()
    #expect(polling.closed() == true)
    let arrived = polling.moved()
    #expect(arrived == nil)
  }

  @Test mutating func theHeartbeatMovesAlong() throws {
    #expect(polling.timePassed(now: Self.at(300)) == .ping)
    _ = polling.probeOpened()
    _ = polling.probePinged()
    _ = polling.upgradeArrived()
    let arrived = polling.moved()
    var moved = try #require(arrived)
    var silent = moved
    #expect(moved.packetArrived(.pong, hasData: false, now: Self.at(400)) == .nothing)
    #expect(moved.timePassed(now: Self.at(500)) == .nothing)
    #expect(silent.timePassed(now: Self.at(500)) == .end(.pingTimeout))
  }

  @Test mutating func packet5WithoutAProbeIsRefused() {
    #expect(polling.upgradeArrived() == .refuse)
    #expect(polling.probeOpened() == .accept)
    #expect(polling.upgradeArrived() == .refuse)
  }
}
