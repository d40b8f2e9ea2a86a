import ChatModel
import RedisClient

extension ChatStore {
  /// Cuts off what is older than a room keeps, one batch; a room with nothing left in it disappears.
  ///
  /// - Parameter then: whether more is due.
  public func sweep(
    _ view: RoomView, batch: Int = 1000, then: @escaping (Result<Bool, StoreError>) -> Void
  ) {
    step(StoreScripts.sweep, view, [.integer(Int64(batch))]) { [self] result in
      let answer = AnswerReader.read(result, of: "sweep") { reader throws(StoreError) in
        _ = try reader.number()
        return (isMoreDue: try reader.flag(), isGone: try reader.flag())
      }
      if case .success(let answer) = answer, answer.isGone { forgetRoom(view.room) }
      then(answer.map(\.isMoreDue))
    }
  }
}
