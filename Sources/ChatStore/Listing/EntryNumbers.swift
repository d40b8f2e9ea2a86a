public import NIOCore

/// Finds the numbers of a stored message without reading its JSON: no string in JSON can hold an unescaped quote.
public enum EntryNumbers {
  /// The whole number after a key.
  public static func number(_ key: StaticString, in entry: ByteBuffer) -> Int64? {
    entry.readableBytesView.withUnsafeBytes { bytes in
      let length = key.utf8CodeUnitCount
      guard bytes.count > length else { return nil }
      return key.withUTF8Buffer { key in
        var place = 0
        outer: while place + length < bytes.count {
          for index in 0..<length where bytes[place + index] != key[index] {
            place += 1
            continue outer
          }
          return digits(bytes, from: place + length)
        }
        return nil
      }
    }
  }

  private static func digits(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int64? {
    var value: Int64 = 0
    var place = start
    while place < bytes.count, place - start < 16, (0x30...0x39).contains(bytes[place]) {
      value = value * 10 + Int64(bytes[place] - 0x30)
      place += 1
    }
    return place > start ? value : nil
  }
}
