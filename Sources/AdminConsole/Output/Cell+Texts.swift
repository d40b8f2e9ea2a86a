import JSONText
import Rendering

extension Cell {
  /// The value for programs that read comma-separated values.
  var plain: String {
    switch self {
    case .none: ""
    case .word(let text), .text(let text): text
    case .number(let value), .bytes(let value), .duration(let value): String(value)
    case .date(let value): Moment.utc(value)
    case .flag(let value): value ? "yes" : "no"
    case .words(let words): words.joined(separator: " ")
    case .records: String(decoding: json.encoded, as: UTF8.self)
    }
  }

  /// The value for people, harmless in a line of a terminal.
  var shownText: String {
    switch self {
    case .none: "-"
    case .text(let text): TerminalText.escaped(text)
    case .date(let value): Moment.text(value)
    case .duration(let value): Length.text(value)
    case .bytes(let value): Self.size(value)
    case .words(let words): words.isEmpty ? "-" : words.joined(separator: " ")
    case .records(let records): records.isEmpty ? "-" : "\(records.count)"
    case .word, .number, .flag: plain
    }
  }

  /// Whether it stands at the right of its column.
  var isNumber: Bool {
    switch self {
    case .number, .bytes, .duration: true
    default: false
    }
  }

  private static func size(_ bytes: Int64) -> String {
    var value = Double(bytes)
    for unit in ["bytes", "KiB", "MiB", "GiB"] {
      if value < 1024 { return unit == "bytes" ? "\(bytes) bytes" : "\((value * 10).rounded() / 10) \(unit)" }
      value /= 1024
    }
    return "\((value * 10).rounded() / 10) TiB"
  }
}
