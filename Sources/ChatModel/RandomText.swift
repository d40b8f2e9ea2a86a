/// Text of random characters for ids: each id type says how many and of which alphabet.
enum RandomText {
  /// RFC 4648 base32 in lower case: five bits a character.
  static let base32 = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
  /// URL-safe base64 alphabet: six bits a character.
  static let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func make(
    _ count: Int, from alphabet: [UInt8], using generator: inout some RandomNumberGenerator
  ) -> String {
    String(unsafeUninitializedCapacity: count) { buffer in
      for index in 0..<count {
        buffer[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      return count
    }
  }

  static func isMade(_ bytes: some Collection<UInt8>, of alphabet: [UInt8]) -> Bool {
    bytes.allSatisfy { alphabet.contains($0) }
  }
}
