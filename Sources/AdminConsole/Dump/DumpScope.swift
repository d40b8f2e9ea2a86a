/// What a dump is of: the same scope is needed to go on with it.
struct DumpScope: Codable, Sendable, Equatable {
  /// The form of the file.
  var format: DumpFormat
  /// The rooms, in the order of the file.
  var rooms: [String]
  /// Only messages from this time on, in Unix microseconds.
  var since: Int64?
  /// Only messages before this time, in Unix microseconds.
  var until: Int64?
  /// Only messages of these people.
  var from: [String]?
  /// Only messages with this text.
  var grep: String?
  /// Only so many of the last messages of each room.
  var last: Int?
  /// Whether addresses and numbers in texts are masked.
  var mask = false
  /// Whether people are shown under other names.
  var pseudonyms = false
}
