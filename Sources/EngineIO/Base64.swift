/// Standard base64 with padding (RFC 4648, section 4), as polling uses it for binary messages.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  static func encode(_ bytes: some Sequence<UInt8>, into output: inout [UInt8]) {
    var bits: UInt32 = 0
    var held = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      held += 1
      guard held == 3 else { continue }
      for shift in [18, 12, 6, 0] as [UInt32] { output.append(alphabet[Int(bits >> shift & 63)]) }
      (bits, held) = (0, 0)
    }
    guard held > 0 else { return }
    bits <<= held == 1 ? 16 : 8
    output.append(alphabet[Int(bits >> 18 & 63)])
    output.append(alphabet[Int(bits >> 12 & 63)])
    output.append(held == 2 ? alphabet[Int(bits >> 6 & 63)] : UInt8(ascii: "="))
    output.append(UInt8(ascii: "="))
  }

  /// The bytes, or nil if the text is not base64. Missing padding is accepted, as some clients leave it out.
  static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    var end = text.count
    var padding = 0
    while end > 0, padding < 2, text[end - 1] == UInt8(ascii: "=") {
      end -= 1
      padding += 1
    }
    guard end % 4 != 1, padding == 0 || text.count % 4 == 0 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(end / 4 * 3 + 2)
    var bits: UInt32 = 0
    var held = 0
    for index in 0..<end {
      let value = values[Int(text[index])]
      guard value != 0xFF else { return nil }
      bits = bits << 6 | UInt32(value)
      held += 6
      guard held >= 8 else { continue }
      held -= 8
      output.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
    }
    return output
  }
}
