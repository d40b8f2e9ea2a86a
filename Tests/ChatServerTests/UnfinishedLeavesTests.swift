import ChatModel
import Testing

@testable import ChatServer

@Suite struct UnfinishedLeavesTests {
  private var generator = SystemRandomNumberGenerator()

  @Test mutating func theRoomIsOfConcernUntilItsLastLeaveIsTaken() throws {
    let room = try #require(RoomID("lobby"))
    var leaves = UnfinishedLeaves()
    let first = newLeave(), second = newLeave()
    leaves.add(first, in: room)
    leaves.add(second, in: room)

    #expect(leaves.cancel(first, in: room))
    #expect(leaves.concern(room))
    #expect(leaves.takeAll() == [room: [second]])
    #expect(!leaves.concern(room))
  }

  @Test mutating func whoHadLeftHasNothingToCancel() throws {
    let room = try #require(RoomID("lobby"))
    var leaves = UnfinishedLeaves()
    let leave = newLeave()
    #expect(!leaves.cancel(leave, in: room))
    leaves.add(leave, in: room)
    #expect(leaves.cancel(leave, in: room))
    #expect(!leaves.cancel(leave, in: room))
    #expect(leaves.rooms.isEmpty)
  }

  private mutating func newLeave() -> UnfinishedLeaves.Leave {
    UnfinishedLeaves.Leave(connection: .random(using: &generator), member: .random(using: &generator))
  }
}
