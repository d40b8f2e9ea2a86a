/// Where an unfinished dump stands, so that it can be gone on with.
struct DumpProgress: Codable, Sendable, Equatable {
  /// What it is of.
  var scope: DumpScope
  /// When it began, in Unix milliseconds.
  var begun: Int64
  /// The rooms, each with how far it is.
  var rooms: [DumpRoom]
  /// The room that is next.
  var index = 0
  /// Bytes of the partial file that belong to what is noted here.
  var bytes: Int64 = 0
  /// What other names are made with.
  var pseudonymKey: [UInt8]?
  /// The head of the audit's chain when it began.
  var auditHead: String?

  /// Where the progress of a dump is.
  static func path(of dump: String) -> String { dump + ".partial.json" }

  /// Numbers of messages there were when it began.
  var planned: Int64 { rooms.reduce(0) { $0 + max(0, $1.seq - $1.firstSeq + 1) } }

  /// How many of these numbers have been looked at.
  var looked: Int64 { rooms.reduce(0) { $0 + max(0, $1.lastSeq - $1.firstSeq + 1) } }

  /// Messages written so far.
  var messages: Int64 { rooms.reduce(0) { $0 + $1.messages } }
}
