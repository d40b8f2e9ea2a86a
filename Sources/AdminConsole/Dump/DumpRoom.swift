/// How far a dump has got in one room.
struct DumpRoom: Codable, Sendable, Equatable {
  /// The room.
  var room: String
  /// The life of its log when the dump began.
  var epoch: String
  /// The first message number then.
  var firstSeq: Int64
  /// The last message number then: the dump ends there.
  var seq: Int64
  /// The id the dump begins at.
  var fromID: Int64
  /// The id the dump ends at.
  var throughID: Int64
  /// The id of the last message looked at; 0 before the first.
  var lastID: Int64 = 0
  /// The number of the last message looked at.
  var lastSeq: Int64 = 0
  /// Messages written.
  var messages: Int64 = 0
  /// Messages that were in the log when the dump began and went before they were read.
  var removedMeanwhile: Int64 = 0
  /// Whether another life of the log began meanwhile.
  var epochChanged = false

  enum CodingKeys: String, CodingKey {
    case room, epoch, seq, messages
    case firstSeq = "first_seq"
    case fromID = "from_id"
    case throughID = "through_id"
    case lastID = "last_id"
    case lastSeq = "last_seq"
    case removedMeanwhile = "removed_meanwhile"
    case epochChanged = "epoch_changed"
  }
}
