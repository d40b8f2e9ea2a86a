/// Checks a text for UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF) piece by piece, so that
/// a character may be split over pieces.
public struct UTF8Validator: Sendable {
  /// How many continuation bytes are still to come.
  private var missing: UInt8 = 0
  /// The range of the next byte.
  private var lower: UInt8 = 0x80
  private var upper: UInt8 = 0xBF

  /// A validator at the beginning of a text.
  public init() {}

  /// Whether the text may end here: no character is cut off.
  public var isComplete: Bool { missing == 0 }

  /// Takes the next piece; false if the text cannot be UTF-8, after which the validator is spent.
  public mutating func consume(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    let count = bytes.count
    while index < count {
      if missing == 0 {
        // Most text is ASCII: eight bytes at a time.
        while index &+ 8 <= count,
          bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          index &+= 8
        }
        guard index < count else { break }
      }
      guard step(bytes[index]) else { return false }
      index &+= 1
    }
    return true
  }

  private mutating func step(_ byte: UInt8) -> Bool {
    guard missing == 0 else {
      guard byte >= lower, byte <= upper else { return false }
      missing &-= 1
      (lower, upper) = (0x80, 0xBF)
      return true
    }
    switch byte {
    case 0x00...0x7F: return true
    case 0xC2...0xDF: missing = 1
    case 0xE0: (missing, lower) = (2, 0xA0)
    case 0xED: (missing, upper) = (2, 0x9F)
    case 0xE1...0xEF: missing = 2
    case 0xF0: (missing, lower) = (3, 0x90)
    case 0xF1...0xF3: missing = 3
    case 0xF4: (missing, upper) = (3, 0x8F)
    default: return false
    }
    return true
  }
}
