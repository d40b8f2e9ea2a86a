import ChatModel
import ChatStore
import NIOCore

/// A room that somebody on this server is in, as the chat's loop knows it.
final class Room {
  let id: RoomID
  let number: RoomNumber
  /// What has been seen of it; every step carries it.
  var view: RoomView
  var feed = RoomFeed()
  /// Everybody of this server who is in it, entered or lingering.
  var sessions: [ConnectionNumber: Session] = [:]
  /// How many of them are on each socket loop.
  var membersOnLoop: [Int]
  /// Those between two loops.
  var moving: [Session] = []
  /// Who waits for the subscription; empty once it is confirmed.
  var waitingForSubscription: [(Result<Void, StoreError>) -> Void] = []
  var isSubscribed = false
  /// Joins that were answered ahead of the feed.
  var held: [HeldJoin] = []
  /// Joins and leaves under way; the room stays open for them.
  var stepsUnderWay = 0
  /// The people, while all of them are listed: what a re-read is compared with.
  var people: [MemberID: ByteBuffer]?
  /// The last `room_update`, as its argument.
  var description = ByteBuffer()
  var showsOnlyCount = false
  /// The number of people a pending `room_update` will tell.
  var count: Int64 = 0
  var isCountScheduled = false
  var lastTouch: Int64 = 0
  var typing: RateBucket

  init(id: RoomID, number: RoomNumber, loops: Int, typing: RateBucket) {
    self.id = id
    self.number = number
    view = RoomView(room: id)
    membersOnLoop = Array(repeating: 0, count: loops)
    self.typing = typing
  }

  /// A join's answer and what is to be done with it.
  struct HeldJoin {
    let session: Session
    let answer: JoinAnswer
    let finish: (JoinVerdict) -> Void
  }

  /// Whether nobody needs it any more.
  var isIdle: Bool { sessions.isEmpty && stepsUnderWay == 0 && waitingForSubscription.isEmpty && held.isEmpty }
}

/// How a join ended for the session that asked.
enum JoinVerdict {
  /// It is in: send this answer, then these packets; the room's events follow.
  case joined(JoinAnswer, replay: [BusItem])
  case refused(ChatError)
  case failed(StoreError)
  /// The answer was overtaken by more than is kept: it has to be asked for again.
  case outrun
}
