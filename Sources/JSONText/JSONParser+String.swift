extension JSONParser {
  /// A string; the position is at its opening quote.
  mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    try skipPlain()
    if bytes[position] == UInt8(ascii: "\"") {
      let text = String(validating: units(start..<position), as: UTF8.self)
      guard let text else { throw JSONError(.invalidUTF8, offset: start) }
      position += 1
      return text
    }
    return try escapedString(from: start)
  }

  func units(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(rebasing: bytes[range]).assumingMemoryBound(to: UInt8.self)
  }

  /// Goes on to the next quote or backslash.
  private mutating func skipPlain() throws(JSONError) {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
      guard byte >= 0x20 else { throw fault(.controlCharacter) }
      position += 1
    }
    throw fault(.unexpectedEnd)
  }

  /// The rest of a string that has escapes; the position is at the first backslash.
  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text: [UInt8] = []
    text.append(contentsOf: units(start..<position))
    while bytes[position] == UInt8(ascii: "\\") {
      position += 1
      try escape(into: &text)
      let plain = position
      try skipPlain()
      text.append(contentsOf: units(plain..<position))
    }
    position += 1
    guard let string = String(validating: text, as: UTF8.self) else { throw JSONError(.invalidUTF8, offset: start) }
    return string
  }

  /// What follows a backslash.
  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    let kind = current
    switch kind {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      position += 1
      return text.append(contentsOf: UTF8.encode(try scalar()) ?? UTF8.encodedReplacementCharacter)
    default: throw fault(position < bytes.count ? .invalidEscape : .unexpectedEnd)
    }
    position += 1
  }

  /// The character of one `\u` escape, or of two that are a surrogate pair; U+FFFD for half a pair.
  private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
    let first = try codeUnit()
    guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
    guard current == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
      return "\u{FFFD}"
    }
    let afterFirst = position
    position += 2
    let second = try codeUnit()
    guard UTF16.isTrailSurrogate(second) else {
      // The second escape is a character of its own and is read again.
      position = afterFirst
      return "\u{FFFD}"
    }
    let value = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch current {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = current - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = current - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = current - UInt8(ascii: "A") + 10
      default: throw fault(position < bytes.count ? .invalidEscape : .unexpectedEnd)
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}
