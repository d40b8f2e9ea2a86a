/// Cuts a stream of bytes into lines, without ever holding more than one line of the longest kind.
struct LineSplitter {
  /// The longest line, in bytes.
  static let longest = 64 << 10

  private var pending: [UInt8] = []

  /// Takes some bytes; the lines that are whole now, without their ends. Nil when a line is too long.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [[UInt8]]? {
    var lines: [[UInt8]] = []
    for byte in bytes {
      if byte == 0x0A {
        if pending.last == 0x0D { pending.removeLast() }
        lines.append(pending)
        pending.removeAll(keepingCapacity: true)
      } else {
        guard pending.count < Self.longest else { return nil }
        pending.append(byte)
      }
    }
    return lines
  }
}
