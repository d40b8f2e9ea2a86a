/// The word a line ends in, as shells see words: quotes and backslashes keep spaces inside.
struct LineWord: Equatable {
  /// Where it begins, in bytes of UTF-8.
  let start: Int

  /// - Parameter line: the line up to the cursor.
  init(endOf line: some Sequence<UInt8>) {
    var start = 0
    var quote: UInt8?
    var isEscaped = false
    for (place, byte) in line.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
        isEscaped = true
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
        start = place + 1
      }
    }
    self.start = start
  }

  /// What replaces the line from `from` on, for words that may stand where this one begins; words that do not go on
  /// from what stands between are left out.
  static func endings(of words: [String], line: [UInt8], from: Int) -> [String] {
    let fixed = line[min(LineWord(endOf: line).start, from)..<from]
    return words.compactMap { word in
      word.utf8.starts(with: fixed) ? String(decoding: Array(word.utf8.dropFirst(fixed.count)), as: UTF8.self) : nil
    }
  }

  /// What all words begin with.
  static func common(_ words: [String]) -> String {
    guard var common = words.first.map({ Substring($0) }) else { return "" }
    for word in words.dropFirst() {
      while !word.hasPrefix(common) { common = common.dropLast() }
    }
    return String(common)
  }
}
