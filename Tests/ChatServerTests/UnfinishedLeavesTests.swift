import ChatModel
import Testing

@testable import ChatServer

@Suite struct UnfinishedLeavesTests {
  private let room: RoomID
  private let first: UnfinishedLeaves.Leave
  private let second: UnfinishedLeaves.Leave

  init() throws {
    var generator = SystemRandomNumberGenerator()
    room = try #require(RoomID("lobby"))
    first = .init(connection: .random(using: &generator), member: .random(using: &generator))
    second = .init(connection: .random(using: &generator), member: .random(using: &generator))
  }

  @Test func theRoomIsOfConcernUntilItsLastLeaveIsTaken() {
    var leaves = UnfinishedLeaves()
    leaves.add(first, in: room)
    leaves.add(second, in: room)

    let hadNotLeft = leaves.cancel(first, in: room)
    #expect(hadNotLeft)
    #expect(leaves.concern(room))
    let taken = leaves.takeAll()
    #expect(taken == [room: [second]])
    #expect(!leaves.concern(room))
  }

  @Test func whoHadLeftHasNothingToCancel() {
    var leaves = UnfinishedLeaves()
    var canceled = [leaves.cancel(first, in: room)]
    leaves.add(first, in: room)
    canceled.append(leaves.cancel(first, in: room))
    canceled.append(leaves.cancel(first, in: room))
    #expect(canceled == [false, true, false])
    #expect(leaves.rooms.isEmpty)
  }
}
