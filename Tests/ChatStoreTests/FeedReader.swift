import ChatModel
import ChatStore
import NIOCore
import RedisClient

/// A server's half of one room, as small as it can be: a subscription, a feed, and re-reads. Lives on one event loop.
final class FeedReader {
  private let store: ChatStore
  private let last: Int64
  private let done: EventLoopPromise<Void>
  private(set) var view: RoomView
  private var feed = RoomFeed()
  /// The numbers of the messages it told everybody, in order.
  private(set) var seqs: [Int64] = []
  private(set) var resets = 0
  private(set) var reads = 0

  init(store: ChatStore, room: RoomID, until last: Int64, done: EventLoopPromise<Void>) {
    self.store = store
    self.last = last
    self.done = done
    view = RoomView(room: room)
  }

  func opened(_ answer: JoinAnswer) {
    _ = feed.joined(epoch: answer.epoch, rev: answer.rev, seq: answer.seq)
    view.saw(epoch: answer.epoch, seq: answer.seq, id: answer.id)
    drain()
  }

  /// Sends a message; its answer may be faster than the bus.
  func say(_ text: String, _ visitor: Visitor) {
    let draft = MessageDraft(from: visitor.person, in: view.room, text: text)
    store.append(draft, view: view, connection: visitor.connection, member: visitor.person.id) { [self] result in
      guard case .success(.accepted(let id, let seq, let epoch)) = result else {
        return done.fail(Surprise("\(result)"))
      }
      view.saw(epoch: epoch, seq: seq, id: id.microseconds)
    }
  }

  func event(_ event: RedisSubscriberEvent) {
    switch event {
    case .message(_, let payload):
      guard let item = BusItem(payload) else { return }
      act(feed.received(item), item)
    case .linkRestored: if feed.mayHaveMissed() { read() }
    case .linkLost, .readComplete: break
    }
  }

  private func act(_ action: RoomFeed.ItemAction, _ item: BusItem) {
    switch action {
    case .emit where item.kind == "messages": tell(item.seq)
    case .emit, .none: break
    case .sync: read()
    }
  }

  private func tell(_ seq: Int64) {
    seqs.append(seq)
    if seq == last { done.succeed() }
  }

  private func read() {
    reads += 1
    store.sync(view, from: feed.told) { [self] result in
      guard case .success(let answer?) = result else { return done.fail(Surprise("\(result)")) }
      if !answer.isSameLog || !answer.reachesBack { resets += 1 }
      for message in answer.messages { tell(message.seq ?? 0) }
      view.saw(epoch: answer.epoch, seq: answer.seq, id: answer.id)
      feed.synced(epoch: answer.epoch, rev: answer.rev, seq: answer.seq)
      drain()
    }
  }

  private func drain() {
    while let (item, action) = feed.nextWaiting() {
      act(action, item)
      if action == .sync { return }
    }
    if feed.isSyncing { read() }
  }
}
