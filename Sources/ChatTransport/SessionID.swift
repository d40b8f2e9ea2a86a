/// A session's secret id: two characters that name its home loop, then 132 random bits; all of `A–Z a–z 0–9 - _`.
///
/// It lets whoever knows it read the session: it belongs in no log, event or metric.
struct SessionID: Sendable, Hashable {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let randomCharacters = 22

  let text: String

  /// A new id of a session whose home is this loop.
  init(loop: Int, random: inout some RandomNumberGenerator) {
    var bytes = [Self.alphabet[loop >> 6 & 63], Self.alphabet[loop & 63]]
    var bits: UInt64 = 0
    var held = 0
    for _ in 0..<Self.randomCharacters {
      if held < 6 {
        bits = random.next()
        held = 64
      }
      bytes.append(Self.alphabet[Int(bits & 63)])
      bits >>= 6
      held -= 6
    }
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// An id that a client sent; nil if it is none that we can have made.
  init?(_ text: Substring) {
    guard text.utf8.count == 2 + Self.randomCharacters,
      text.utf8.allSatisfy({ Self.alphabet.contains($0) })
    else { return nil }
    self.text = String(text)
  }

  /// The index of the home loop; to be checked against the number of loops.
  var loop: Int {
    text.utf8.prefix(2).reduce(0) { $0 << 6 | (Self.alphabet.firstIndex(of: $1) ?? 0) }
  }
}
