/// One field of a cron expression: which of its values count.
struct CronField: Sendable, Equatable {
  private var bits: UInt64 = 0
  /// Whether every value counts because nothing was said.
  private(set) var isAny = false
  let range: ClosedRange<Int>

  /// Reads `*`, `5`, `1-5`, `*/10`, `1-30/5`, names, and lists of them.
  init?(_ text: some StringProtocol, _ range: ClosedRange<Int>, names: [String] = []) {
    self.range = range
    isAny = text == "*"
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = item.split(separator: "/", omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count) else { return nil }
      var step = 1
      if parts.count == 2 {
        guard let number = Int(parts[1]), (1...range.upperBound).contains(number) else { return nil }
        step = number
      }
      var low = range.lowerBound
      var high = range.upperBound
      if parts[0] != "*" {
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { word in
          names.firstIndex(of: word.lowercased()).map { $0 + range.lowerBound } ?? Int(word)
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
        low = first
        high = ends.count == 1 && parts.count == 2 ? range.upperBound : last
        guard range.contains(low), range.contains(high), low <= high else { return nil }
      }
      for value in stride(from: low, through: high, by: step) { bits |= 1 << UInt64(value) }
    }
  }

  func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }

  /// The values that count, rising.
  var values: [Int] { range.filter(contains) }
}
