import ChatModel
import Testing
import Tokens

@testable import ChatServer

@Suite struct SignInQueueTests {
  private func entry(_ number: UInt64) throws -> SignInQueue.Entry {
    var generator = SystemRandomNumberGenerator()
    let id = MemberID.random(using: &generator)
    let session = Session(
      number: ConnectionNumber(rawValue: number), connection: .random(using: &generator),
      person: Person(id: id, name: GuestName(of: id).name), network: nil, loop: 0, limits: Limits(), now: 0)
    let secret = try #require(TokenSecret([UInt8](1...32)))
    return SignInQueue.Entry(
      session: session, request: try ConnectRequest(auth: nil), authenticator: GuestAuthenticator(secret: secret))
  }

  private func word(_ action: SignInQueue.Action) -> String {
    switch action {
    case .verify(let entry): "verify \(entry.session.number.rawValue)"
    case .wait: "wait"
    case .refuse: "refuse"
    }
  }

  @Test func oneIsVerifiedAtATimeAndTheOthersInTheirOrder() throws {
    var queue = SignInQueue(limit: 10)
    #expect(word(queue.arrived(try entry(1))) == "verify 1")
    #expect(word(queue.arrived(try entry(2))) == "wait")
    #expect(word(queue.arrived(try entry(3))) == "wait")
    #expect(queue.finished()?.session.number.rawValue == 2)
    #expect(queue.finished()?.session.number.rawValue == 3)
    #expect(queue.finished() == nil)
    #expect(word(queue.arrived(try entry(4))) == "verify 4")
  }

  @Test func beyondTheLimitNobodyWaits() throws {
    var queue = SignInQueue(limit: 2)
    let words = try (1...5).map { word(queue.arrived(try entry($0))) }
    #expect(words == ["verify 1", "wait", "wait", "refuse", "refuse"])
    _ = queue.finished()
    #expect(word(queue.arrived(try entry(6))) == "wait")
  }

  @Test func whoHasGoneIsPassedOverAndTakesNoPlace() throws {
    var queue = SignInQueue(limit: 2)
    let (gone, stays) = (try entry(2), try entry(3))
    _ = queue.arrived(try entry(1))
    _ = queue.arrived(gone)
    _ = queue.arrived(stays)
    gone.session.stage = .ended
    #expect(word(queue.arrived(try entry(4))) == "wait")
    #expect(queue.finished()?.session.number.rawValue == 3)
    #expect(queue.finished()?.session.number.rawValue == 4)
  }

  @Test func manyWhoHaveGoneLeaveNobodyBehind() throws {
    var queue = SignInQueue(limit: 2)
    _ = queue.arrived(try entry(1))
    let gone = try entry(2)
    _ = queue.arrived(gone)
    gone.session.stage = .ended
    #expect(queue.finished() == nil)
    #expect(word(queue.arrived(try entry(3))) == "verify 3")
  }
}
