public import ChatModel
public import NIOCore
import RedisClient

/// What a trim leaves in a room.
public enum TrimRule: Sendable, Equatable {
  /// So many of the newest messages.
  case keep(Int64)
  /// Those accepted at this time or later, in Unix milliseconds.
  case since(Int64)
}

extension StoreReader {
  /// Plans a trim: all messages of the old end that the rule does not leave. Nil when there is no such room.
  ///
  /// - Parameter each: given every message that is planned, as it is stored.
  public func planTrim(
    of room: RoomID, _ rule: TrimRule, each: (ByteBuffer) -> Void = { _ in }
  ) async throws(StoreError) -> RemovalPlan? {
    guard let epoch = try await epoch(of: room) else { return nil }
    var plan = RemovalPlan(.trim, room: room, epoch: epoch)
    var span = MessageSpan()
    var left = Int64.max
    switch rule {
    case .keep(let count):
      let total = try await ask("ZCARD", [.string(keys.part(.messages, of: room))]).int64 ?? 0
      left = max(0, total - count)
    case .since(let date): span.through = date * 1000 - 1
    }
    while left > 0, !Task.isCancelled, span.from <= span.through,
      let page = try await nextEntries(of: room, in: span, limit: Int(min(left, 1000)))
    {
      for entry in page.entries where plan.add(entry) { each(entry) }
      left -= Int64(page.entries.count)
      span.from = page.lastID + 1
    }
    return plan
  }
}
