extension JSONParser {
  /// A number; the position is at its minus sign or first digit.
  mutating func number() throws(JSONError) -> JSONNumber {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") {
      position += 1
      guard !isDigit(current) else { throw fault(.invalidNumber) }
    } else {
      try digits()
    }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return JSONNumber(checked: String(decoding: units(start..<position), as: UTF8.self))
  }

  private mutating func digits() throws(JSONError) {
    guard isDigit(current) else { throw fault(position < bytes.count ? .invalidNumber : .unexpectedEnd) }
    while isDigit(current) { position += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
