public import ChatModel
import NIOCore
import RedisClient

/// What became of a message.
public enum AppendOutcome: Sendable, Equatable {
  /// It is in the log.
  case accepted(id: MessageID, seq: Int64, epoch: Epoch)
  /// A message with this client id is in the log already, here.
  case duplicate(id: MessageID, seq: Int64, epoch: Epoch)
  /// The connection is not in the room; the epoch is that of the room now, nil when there is none.
  case notInRoom(Epoch?)
  /// Refused, and what the sender is told.
  case refused(ChatError)
}

extension ChatStore {
  /// Accepts a message of a connection; a nil connection is the system, which no rule holds for.
  public func append(
    _ draft: MessageDraft, view: RoomView, connection: ConnectionID?, member: MemberID?, role: Role = .member,
    clientID: ClientMessageID? = nil, then: @escaping (Result<AppendOutcome, StoreError>) -> Void
  ) {
    let room = view.room
    let moreKeys: [String] =
      if let member {
        [clientID.map { keys.dedupe(room, member, $0) } ?? keys.pace(room, member), keys.pace(room, member)]
      } else {
        [keys.state(room), keys.state(room)]
      }
    step(
      StoreScripts.append, view, moreKeys: moreKeys,
      [
        .string(connection?.rawValue ?? ""), .string(member?.rawValue ?? ""), .string(clientID?.rawValue ?? ""),
        .bytes(draft.head), .bytes(draft.tail), .string(role.rawValue), .integer(limits.dedupeMilliseconds),
        .integer(Int64(limits.roomLog)),
      ]
    ) { result in
      then(AnswerReader.read(result, of: "append") { reader throws(StoreError) in try Self.appendOutcome(&reader) })
    }
  }

  private static func appendOutcome(_ reader: inout AnswerReader) throws(StoreError) -> AppendOutcome {
    let kind = try reader.text()
    switch kind {
    case "ok", "again":
      let id = MessageID(try reader.number())
      let seq = try reader.number()
      let epoch = try reader.epoch()
      guard let id else { throw StoreError(unexpected: "append") }
      return kind == "ok"
        ? .accepted(id: id, seq: seq, epoch: epoch) : .duplicate(id: id, seq: seq, epoch: epoch)
    case "not_in_room": return .notInRoom(Epoch(try reader.text()))
    default: return .refused(try refusal(kind, &reader))
    }
  }
}
