import ChatModel
import ChatStore
import NIOCore
import Testing

@testable import AdminConsole

@Suite struct RoomTailTests {
  static let epoch = Epoch("AAAAAAAAAAAAAAAA")!

  static func json(_ seq: Int64) -> ByteBuffer {
    ByteBuffer(string: #"{"username":"A","id":\#(1000 + seq),"seq":\#(seq),"date":1,"message":"m","kind":"chat"}"#)
  }

  static func item(_ seq: Int64, epoch: Epoch = epoch) -> BusItem {
    BusItem(kind: "messages", epoch: epoch, rev: seq, seq: seq, n: 1000 + seq, member: nil, arguments: json(seq))
  }

  static func tail(through seq: Int64) -> RoomTail {
    var tail = RoomTail(lastID: 0)
    tail.read((1...seq).compactMap { StoredMessage(json($0)) }, epoch: epoch)
    return tail
  }

  @Test func showsWhatFollows() {
    var tail = Self.tail(through: 3)
    #expect(tail.received(Self.item(4)) == .show(StoredMessage(Self.json(4))!))
    #expect(tail.received(Self.item(5)) == .show(StoredMessage(Self.json(5))!))
  }

  @Test func passesOverWhatWasShown() {
    var tail = Self.tail(through: 3)
    #expect(tail.received(Self.item(3)) == .none)
  }

  @Test func readsTheLogAfterAGap() {
    var tail = Self.tail(through: 3)
    #expect(tail.received(Self.item(6)) == .read)
    #expect(tail.next.from == 1004)
  }

  @Test func readsTheLogInANewLifeOfIt() {
    var tail = Self.tail(through: 3)
    #expect(tail.received(Self.item(4, epoch: Epoch("BBBBBBBBBBBBBBBB")!)) == .read)
  }

  @Test func readsTheLogBeforeAnythingWasShown() {
    var tail = RoomTail(lastID: 0)
    #expect(tail.received(Self.item(1)) == .read)
  }
}
