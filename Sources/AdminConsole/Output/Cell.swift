import JSONText

/// One value of a result.
enum Cell: Sendable, Equatable {
  /// Nothing is known or set.
  case none
  /// An id or a word of ours, without anything that could harm a sink.
  case word(String)
  /// What somebody typed.
  case text(String)
  /// A whole number.
  case number(Int64)
  /// A size in bytes.
  case bytes(Int64)
  /// A point in time, in Unix milliseconds.
  case date(Int64)
  /// A length of time in milliseconds.
  case duration(Int64)
  /// Yes or no.
  case flag(Bool)
  /// Several ids or words of ours.
  case words([String])
  /// Results of their own that belong to this one.
  case records([Record])

  /// The value in JSON: dates and lengths of time as milliseconds, like on the wire.
  var json: JSONValue {
    switch self {
    case .none: .null
    case .word(let text), .text(let text): .string(text)
    case .number(let value), .bytes(let value), .date(let value), .duration(let value): .number(JSONNumber(value))
    case .flag(let value): .bool(value)
    case .words(let words): .array(words.map { .string($0) })
    case .records(let records): .array(records.map(\.json))
    }
  }
}
