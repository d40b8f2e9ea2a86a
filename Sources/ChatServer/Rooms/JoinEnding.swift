import ChatModel
import ChatStore

/// How one attempt to join a room ended.
enum JoinEnding {
  /// The feed stands where the answer ends: these items come between the answer and the room's events.
  case entered(JoinAnswer, Standing, replay: [BusItem])
  /// The answer was overtaken by more than is kept: it has to be asked for again.
  case outrun
  case refused(ChatError)
  /// It broke off; `mayBeThere` when the store may have the connection in the room all the same.
  case failed(StoreError, mayBeThere: Bool)
}

/// How a join ended for the session that asked.
enum JoinVerdict {
  /// It is in: send this answer, then these items; the room's events follow.
  case joined(JoinAnswer, replay: [BusItem])
  case refused(ChatError)
  case failed(StoreError)
}
