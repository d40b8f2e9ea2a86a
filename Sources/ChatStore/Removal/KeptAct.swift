public import ChatModel
import JSONText
import NIOCore
import RedisClient

/// An act on a room's messages that can still be undone.
public struct KeptAct: Sendable, Equatable {
  /// Its id.
  public let id: ActID
  /// What it did.
  public let kind: RemovalPlan.Kind
  /// Who acted, as an id.
  public let by: String
  /// Why, in the author's words.
  public let reason: String
  /// When, in Unix milliseconds.
  public let date: Int64
  /// Until when it can be undone, in Unix milliseconds.
  public let until: Int64
  /// How many messages it took away.
  public let count: Int64

  init?(_ id: String, json: ByteBuffer) {
    guard let id = ActID(id), let object = try? JSONValue(parsing: json.readableBytesView),
      let kind = object["kind"]?.stringValue.flatMap({ RemovalPlan.Kind(rawValue: $0) })
    else { return nil }
    (self.id, self.kind) = (id, kind)
    by = object["by"]?.stringValue ?? ""
    reason = object["reason"]?.stringValue ?? ""
    date = object["at"]?.int64Value ?? 0
    until = object["until"]?.int64Value ?? 0
    count = object["count"]?.int64Value ?? 0
  }
}

extension StoreReader {
  /// The acts on a room's messages that can still be undone, newest first.
  public func acts(in room: RoomID) async throws(StoreError) -> [KeptAct] {
    let answer = try await ask("HGETALL", [.string(keys.acts(room))])
    return RESPField.fields(answer).compactMap { KeptAct($0.name, json: $0.value) }
      .sorted { ($0.date, $0.id.rawValue) > ($1.date, $1.id.rawValue) }
  }
}
