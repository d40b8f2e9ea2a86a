public import ChatModel
import RedisClient

extension StoreWriter {
  /// Brings back what an act took away, while its trash lives: deleted messages in their places; what was trimmed only
  /// where the old end of the log is still where the trim left it.
  ///
  /// - Parameters:
  ///   - undone: the act to be undone.
  ///   - act: this undoing itself.
  ///   - progress: told how many messages are back.
  public func undo(
    _ undone: ActID, in room: RoomID, _ act: Act, progress: (Int64) -> Void = { _ in }
  ) async throws(StoreError) -> RemovalOutcome {
    var outcome = RemovalOutcome(act: act.id)
    do throws(StoreError) {
      var isMore = true
      while isMore, outcome.stop == nil {
        if Task.isCancelled {
          outcome.stop = .failed(.interrupted)
          break
        }
        var answer = try await step(
          StoreScripts.undo, room, moreKeys: [keys.trash(room, undone), keys.acts(room)], [undone.argument, 100])
        let word = try answer.text()
        if word == "ok" {
          outcome.count += try answer.number()
          outcome.gone += try answer.number()
          isMore = try answer.flag()
          progress(outcome.count)
        } else {
          outcome.stop = try RemovalOutcome.Stop(word, &answer)
        }
      }
    } catch {
      guard outcome.count > 0 else { throw error }
      outcome.stop = .failed(error)
    }
    guard outcome.count > 0 || outcome.stop == nil else { return outcome }
    let subject = AuditSubject("undo", room: room, count: outcome.count, value: undone.rawValue)
    do throws(StoreError) { outcome.auditFailure = try await note(act, subject) } catch {
      outcome.auditFailure = error.detail
    }
    return outcome
  }
}
