/// Reads one value from bytes. It descends once per level, and the levels are bounded.
struct JSONParser {
  /// However deep a caller allows, the stack stays within this many levels.
  private static let deepest = 128

  let bytes: UnsafeRawBufferPointer
  var position = 0
  private let maxDepth: Int

  init(_ bytes: UnsafeRawBufferPointer, maxDepth: Int) {
    self.bytes = bytes
    self.maxDepth = min(maxDepth, Self.deepest)
  }

  /// One value and nothing after it.
  mutating func document() throws(JSONError) -> JSONValue {
    skipSpace()
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw fault(.trailingBytes) }
    return value
  }

  /// The byte at the position; 0, which is valid nowhere outside strings, at the end.
  var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  func fault(_ code: JSONError.Code) -> JSONError { JSONError(code, offset: position) }

  /// The fault for a byte that does not fit here, or for the end of the text.
  func unexpected() -> JSONError { fault(position < bytes.count ? .unexpectedByte : .unexpectedEnd) }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    switch current {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    case UInt8(ascii: "t"):
      try literal("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try literal("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try literal("null")
      return .null
    default: throw unexpected()
    }
  }

  private mutating func literal(_ text: StaticString) throws(JSONError) {
    for index in 0..<text.utf8CodeUnitCount {
      guard current == text.utf8Start[index] else { throw unexpected() }
      position += 1
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
    guard depth <= maxDepth else { throw fault(.tooDeep) }
    position += 1
    skipSpace()
    var items: [JSONValue] = []
    if current == UInt8(ascii: "]") {
      position += 1
      return items
    }
    // An event's array has its name and one payload more often than anything else.
    items.reserveCapacity(2)
    while true {
      items.append(try value(depth: depth))
      skipSpace()
      switch current {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return items
      default: throw unexpected()
      }
      skipSpace()
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
    guard depth <= maxDepth else { throw fault(.tooDeep) }
    position += 1
    skipSpace()
    var entries: [JSONObject.Entry] = []
    if current == UInt8(ascii: "}") {
      position += 1
      return JSONObject(entries)
    }
    entries.reserveCapacity(4)
    while true {
      guard current == UInt8(ascii: "\"") else { throw unexpected() }
      let key = try string()
      skipSpace()
      guard current == UInt8(ascii: ":") else { throw unexpected() }
      position += 1
      skipSpace()
      entries.append(JSONObject.Entry(key: key, value: try value(depth: depth)))
      skipSpace()
      switch current {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return JSONObject(entries)
      default: throw unexpected()
      }
      skipSpace()
    }
  }
}
