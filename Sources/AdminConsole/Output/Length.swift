import ArgumentParser

/// A length of time as people write it: `90s`, `5m`, `1h30m`, `30d`, `2w`.
struct Length: Sendable, Equatable, ExpressibleByArgument {
  let milliseconds: Int64

  private static let units: [(name: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000),
  ]

  /// Reads a length; nil for what is none, and above a hundred years.
  init?(argument: String) {
    var rest = Substring(argument)
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard digits.count <= 12, let number = Int64(digits),
        let factor = Self.units.first(where: { $0.name == unit })?.milliseconds
      else { return nil }
      let (part, overflows) = number.multipliedReportingOverflow(by: factor)
      guard !overflows, part <= 3_155_760_000_000 else { return nil }
      total += part
    }
    guard (1...3_155_760_000_000).contains(total) else { return nil }
    milliseconds = total
  }
}
