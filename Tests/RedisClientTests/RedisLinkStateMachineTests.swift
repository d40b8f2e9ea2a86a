import NIOCore
import Testing

@testable import RedisClient

@Suite struct RedisLinkStateMachineTests {
  private static let script = RedisScript(name: "one", source: "return 1", readOnly: false)
  private static let hash = String(repeating: "a", count: 40)

  private func machine(
    _ address: String = "host", scripts: [RedisScript] = [], replaces: Bool = true
  ) throws -> RedisLinkStateMachine {
    RedisLinkStateMachine(
      endpoint: try RedisEndpoint(parsing: address), scripts: scripts, backoff: .init(minimum: 50, maximum: 1000),
      replacesConnections: replaces)
  }

  private func report(version: String = "7.0.15", run: String = "r1", extra: String = "") -> RESPValue {
    .bulk(
      ByteBuffer(string: "# Server\r\nredis_version:\(version)\r\nrun_id:\(run)\r\nrole:master\r\n\(extra)"))
  }

  private func isReady(_ action: RedisLinkStateMachine.ReplyAction, connection: Int64) -> Bool {
    if case .ready(let info, _) = action { return info.connectionID == connection }
    return false
  }

  @Test func connectsGreetsAndIsReady() throws {
    var machine = try machine("redis://:pw@host/2", scripts: [Self.script])
    #expect(machine.started() == .connect)
    #expect(machine.started() == .nothing)
    #expect(machine.connected() == .send([.authenticate, .selectDatabase, .askConnectionID, .askServerInfo]))
    #expect(machine.replied(.status("OK")) == .wait)
    #expect(machine.replied(.status("OK")) == .wait)
    #expect(machine.replied(.integer(7)) == .wait)
    #expect(machine.replied(report()) == .send([.loadScript(name: "one", source: "return 1")]))
    #expect(!machine.isReady)
    let action = machine.replied(.bulk(ByteBuffer(string: Self.hash)))
    guard case .ready(let info, let hashes) = action else {
      Issue.record("\(action)")
      return
    }
    #expect(info.connectionID == 7 && info.runID == "r1" && info.version.description == "7.0.15")
    #expect(hashes == ["one": Self.hash])
    #expect(machine.isReady)
  }

  @Test func endsTheReplacedConnectionOfTheSameRunFirst() throws {
    var machine = try machine(scripts: [Self.script])
    _ = machine.started()
    _ = machine.connected()
    _ = machine.replied(.integer(7))
    _ = machine.replied(report())
    _ = machine.replied(.bulk(ByteBuffer(string: Self.hash)))
    _ = machine.failed(random: 0)
    _ = machine.waited()
    _ = machine.connected()
    _ = machine.replied(.integer(8))
    #expect(
      machine.replied(report())
        == .send([.endReplaced(connectionID: 7), .loadScript(name: "one", source: "return 1")]))
    #expect(machine.replied(.integer(0)) == .wait)
    #expect(isReady(machine.replied(.bulk(ByteBuffer(string: Self.hash))), connection: 8))
  }

  @Test func stillEndsItAfterAnAttemptThatFailed() throws {
    var machine = try machine()
    _ = machine.started()
    _ = machine.connected()
    _ = machine.replied(.integer(7))
    #expect(isReady(machine.replied(report()), connection: 7))
    _ = machine.failed(random: 0)
    _ = machine.waited()
    _ = machine.connected()
    _ = machine.replied(.integer(8))
    _ = machine.failed(random: 0)
    _ = machine.waited()
    _ = machine.connected()
    _ = machine.replied(.integer(9))
    #expect(machine.replied(report()) == .send([.endReplaced(connectionID: 7)]))
    #expect(isReady(machine.replied(.error(RedisReplyError(line: "NOPERM no"))), connection: 9))
  }

  @Test func leavesConnectionsOfAnotherRunAlone() throws {
    var machine = try machine()
    _ = machine.started()
    _ = machine.connected()
    _ = machine.replied(.integer(7))
    _ = machine.replied(report())
    _ = machine.failed(random: 0)
    _ = machine.waited()
    _ = machine.connected()
    _ = machine.replied(.integer(7))
    #expect(isReady(machine.replied(report(run: "r2")), connection: 7))
  }

  @Test(arguments: [
    ("WRONGPASS invalid username-password pair", "WRONGPASS"),
    ("ERR AUTH <password> called without any password configured", "ERR"),
  ])
  func aRefusedPasswordFailsWithAHint(_ line: String, _ prefix: String) throws {
    var machine = try machine("redis://:pw@host")
    _ = machine.started()
    _ = machine.connected()
    guard case .fail(let error) = machine.replied(.error(RedisReplyError(line: line))) else {
      Issue.record("was not refused")
      return
    }
    #expect(error.replyPrefix == prefix && !error.hint.isEmpty)
  }

  @Test func anOldRedisFails() throws {
    var machine = try machine()
    _ = machine.started()
    _ = machine.connected()
    _ = machine.replied(.integer(1))
    guard case .fail(let error) = machine.replied(report(version: "6.2.14")) else {
      Issue.record("was not refused")
      return
    }
    #expect(error.code == .tooOld && error.message.contains("6.2.14"))
  }

  @Test func aLoadingRedisFails() throws {
    var machine = try machine()
    _ = machine.started()
    _ = machine.connected()
    _ = machine.replied(.integer(1))
    guard case .fail(let error) = machine.replied(report(extra: "loading:1\r\n")) else {
      Issue.record("was not refused")
      return
    }
    #expect(error.replyPrefix == "LOADING")
  }

  @Test(arguments: [RESPValue.null, .integer(3), .array([]), .bulk(ByteBuffer(string: "")), .status("OK")])
  func oddAnswersFail(_ answer: RESPValue) throws {
    var machine = try machine()
    _ = machine.started()
    _ = machine.connected()
    _ = machine.replied(.integer(1))
    guard case .fail(let error) = machine.replied(answer) else {
      Issue.record("was taken")
      return
    }
    #expect(error.code == .protocolViolation)
  }

  @Test func waitsLongerFromFailureToFailureUpToTheMaximum() throws {
    var machine = try machine()
    _ = machine.started()
    var waits: [Int64] = []
    for _ in 0..<7 {
      if case .waitThenConnect(let time) = machine.failed(random: 0) { waits.append(time) }
      #expect(machine.failed(random: 0) == .nothing)
      #expect(machine.waited() == .connect)
    }
    #expect(waits == [50, 100, 200, 400, 800, 1000, 1000])
    #expect(machine.failed(random: 1) == .waitThenConnect(nanoseconds: 500))
  }

  @Test func waitsShortAgainAfterItWasReady() throws {
    var machine = try machine()
    _ = machine.started()
    for _ in 0..<5 {
      _ = machine.failed(random: 0)
      _ = machine.waited()
    }
    _ = machine.connected()
    _ = machine.replied(.integer(1))
    _ = machine.replied(report())
    #expect(machine.failed(random: 0) == .waitThenConnect(nanoseconds: 50))
  }

  @Test func isOverOnceStopped() throws {
    var machine = try machine()
    _ = machine.started()
    machine.stopped()
    #expect(machine.connected() == .close)
    #expect(machine.failed(random: 0) == .nothing)
    #expect(machine.waited() == .nothing)
    #expect(machine.started() == .nothing)
  }
}
