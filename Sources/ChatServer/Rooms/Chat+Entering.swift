import ChatModel
import ChatStore
import DequeModule

/// How joins that the store has answered get into the room exactly where their answer ends.
extension Chat {
  /// Lets those joins go on whose place the feed has reached. Answers come in the order of the log, so the first one
  /// that has to wait holds back the others.
  func releaseHeld(_ room: Room) {
    while let join = room.held.first {
      let answer = join.answer
      switch room.feed.joined(epoch: answer.epoch, rev: answer.rev, seq: answer.seq) {
      case .hold(let needsSync):
        if needsSync { sync(room) }
        return
      case .enter(let replay):
        room.held.removeFirst()
        learn(answer, in: room)
        room.view.saw(epoch: answer.epoch, seq: answer.seq, id: answer.id)
        join.finish(.entered(answer, join.standing, replay: replay))
        drain(room)
      case .askAgain:
        room.held.removeFirst()
        join.finish(.outrun)
      }
    }
  }

  /// The room was read again: answers of another life of the log lead nowhere now.
  func dropOutrun(_ room: Room, epoch: Epoch) {
    let outrun = room.held.filter { $0.answer.epoch != epoch }
    room.held.removeAll { $0.answer.epoch != epoch }
    for join in outrun { join.finish(.outrun) }
  }

  /// The room could not be read: who waits for that is told, instead of waiting for nobody knows how long.
  func failHeld(_ room: Room, _ error: StoreError) {
    let held = room.held
    room.held = []
    for join in held { join.finish(.failed(error, mayBeThere: true)) }
  }
}
