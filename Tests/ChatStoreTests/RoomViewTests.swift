import ChatModel
import ChatStore
import Testing

/// What a server remembers of a room.
@Suite struct RoomViewTests {
  let epoch = Epoch("AAAAAAAAAAAAAAAA")!
  let other = Epoch("BBBBBBBBBBBBBBBB")!

  @Test func keepsTheNewest() throws {
    var view = RoomView(room: try #require(RoomID("garden")))
    view.saw(epoch: epoch, seq: 5, id: 50)
    view.saw(epoch: epoch, seq: 3, id: 30)
    #expect((view.seq, view.id) == (5, 50))
    view.saw(epoch: epoch, seq: 6, id: 60)
    #expect((view.seq, view.id) == (6, 60))
  }

  @Test func anIdNeverBelongsToAnotherMessage() throws {
    var view = RoomView(room: try #require(RoomID("garden")))
    view.saw(epoch: epoch, seq: 5, id: 50)
    // A join or leave tells the number but not the id.
    view.saw(epoch: epoch, seq: 5, id: 0)
    #expect((view.seq, view.id) == (5, 50))
    view.saw(epoch: epoch, seq: 6, id: 0)
    #expect((view.seq, view.id) == (6, 0))
    view.saw(epoch: epoch, seq: 6, id: 60)
    #expect((view.seq, view.id) == (6, 60))
  }

  @Test func anotherEpochReplacesAll() throws {
    var view = RoomView(room: try #require(RoomID("garden")))
    view.saw(epoch: epoch, seq: 5, id: 50)
    view.saw(epoch: other, seq: 2, id: 20)
    #expect(view.epoch == other)
    #expect((view.seq, view.id) == (2, 20))
  }
}
