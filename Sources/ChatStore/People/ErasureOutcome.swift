public import ChatModel

/// What was removed of a person.
public struct ErasureOutcome: Sendable {
  /// The act.
  public let act: ActID
  /// Messages that have neither text nor author any more.
  public internal(set) var messages: Int64 = 0
  /// Messages taken out of what acts keep for their undo.
  public internal(set) var trashed: Int64 = 0
  /// Rooms the person was in, and was taken out of.
  public internal(set) var rooms: [RoomID] = []
  /// The connections that were taken out with it, for the receipts.
  public internal(set) var outcome: ActOutcome
  /// Why the audit does not have it; nil when it has.
  public internal(set) var auditFailure: String?
}
