import ChatModel
import ChatStore
import DequeModule
import NIOCore

/// A room that somebody on this server is in, as the chat's loop knows it.
final class Room {
  let id: RoomID
  let number: RoomNumber
  /// What has been seen of it; every step carries it.
  var view: RoomView
  var feed = RoomFeed()
  /// What the feed told last, as it was sent.
  var recent = RecentFrames()
  /// Everybody of this server who is in it, entered or lingering.
  var sessions: [ConnectionNumber: Session] = [:]
  /// How many of them are on each socket loop.
  var membersOnLoop: [Int]
  /// Those between two loops.
  var moving: [Session] = []
  /// Who waits for the subscription; empty once it is confirmed.
  var waitingForSubscription: [(Result<Void, StoreError>) -> Void] = []
  var subscription = Subscription.none
  /// Joins that were answered ahead of the feed, in the order of their answers.
  var held: Deque<HeldJoin> = []
  /// Whether it is being read again.
  var isBeingRead = false
  /// Whether reading it again failed, so that it has to be tried once more.
  var mustSync = false
  /// Whether everybody waits for the list of people, because the crowd is gone.
  var owesMembers = false
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
    let standing: Standing
    let finish: (JoinEnding) -> Void
  }

  /// How far the subscription of its channel is.
  enum Subscription {
    /// Not asked for, or refused.
    case none
    case underWay
    /// Confirmed; the subscriber keeps it up from then on.
    case confirmed
  }

  /// Whether nobody needs it any more.
  var isIdle: Bool { sessions.isEmpty && stepsUnderWay == 0 && waitingForSubscription.isEmpty && held.isEmpty }
}
