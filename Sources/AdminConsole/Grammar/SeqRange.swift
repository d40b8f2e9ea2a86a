import ArgumentParser

/// Numbers of messages as people write them: `12`, `#12` or `10-20`.
struct SeqRange: Sendable, Equatable, ExpressibleByArgument {
  let range: ClosedRange<Int64>

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { part in
      part.hasPrefix("#") ? part.dropFirst() : part
    }
    guard (1...2).contains(parts.count), let low = Int64(parts[0]), let high = Int64(parts[parts.count - 1]), low > 0,
      low <= high, high < 1 << 53
    else { return nil }
    range = low...high
  }
}
