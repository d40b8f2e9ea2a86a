/// Text of random characters for ids: each id type says how many and of which alphabet.
///
/// Ids are read from every item of the bus, so looking at one costs a table and no more.
struct RandomText: Sendable {
  /// RFC 4648 base32 in lower case: five bits a character.
  static let base32 = RandomText("abcdefghijklmnopqrstuvwxyz234567", bits: 5)
  /// URL-safe base64 alphabet: six bits a character.
  static let base64 = RandomText("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", bits: 6)

  private let alphabet: [UInt8]
  private let bits: Int
  private let isCharacter: [Bool]

  private init(_ alphabet: String, bits: Int) {
    self.alphabet = Array(alphabet.utf8)
    self.bits = bits
    var isCharacter = Array(repeating: false, count: 256)
    for byte in alphabet.utf8 { isCharacter[Int(byte)] = true }
    self.isCharacter = isCharacter
  }

  /// So many random characters.
  func make(_ count: Int, using generator: inout some RandomNumberGenerator) -> String {
    var random: UInt64 = 0
    var left = 0
    return String(unsafeUninitializedCapacity: count) { buffer in
      for index in 0..<count {
        if left < bits {
          random = generator.next()
          left = 64
        }
        buffer[index] = alphabet[Int(random & (1 << UInt64(bits) - 1))]
        random >>= UInt64(bits)
        left -= bits
      }
      return count
    }
  }

  /// These bytes, their bits in order; the last character is filled up with zeros.
  func encode(_ bytes: some Collection<UInt8>) -> String {
    var text: [UInt8] = []
    var waiting = 0
    var count = 0
    for byte in bytes {
      waiting = (waiting << 8 | Int(byte)) & 0xFFFF
      count += 8
      while count >= bits {
        count -= bits
        text.append(alphabet[waiting >> count & (1 << bits - 1)])
      }
    }
    if count > 0 { text.append(alphabet[waiting << (bits - count) & (1 << bits - 1)]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether the text is of this alphabet from the `start`-th byte on.
  func isAlphabet(of text: String, from start: Int = 0) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      for index in start..<bytes.count where !isCharacter[Int(bytes[index])] { return false }
      return true
    }
  }
}
