/// A message's text: a mark with the message's number, then filling. The number is found in what comes back without
/// reading the JSON around it.
struct MessageText {
  /// `~` and ten digits and `~`.
  static let markBytes = 12

  private let size: Int
  /// How far from the end of a packet the mark was in the last one: packets of one kind are alike.
  private var distance: Int?

  /// - Parameter size: bytes of a text, at least ``markBytes``.
  init(size: Int) { self.size = size }

  /// Appends the text of a message.
  func append(_ number: Int, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "~"))
    var divisor = 1_000_000_000
    while divisor > 0 {
      output.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
    output.append(UInt8(ascii: "~"))
    output.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: size - Self.markBytes))
  }

  /// The number in a packet that holds such a text; nil if there is none.
  @inline(__always)
  mutating func number(in packet: UnsafeRawBufferPointer) -> Int? {
    if let distance, let number = Self.mark(in: packet, at: packet.count - distance) { return number }
    var place = 0
    while place + Self.markBytes <= packet.count {
      if let number = Self.mark(in: packet, at: place) {
        distance = packet.count - place
        return number
      }
      place += 1
    }
    return nil
  }

  @inline(__always)
  private static func mark(in packet: UnsafeRawBufferPointer, at place: Int) -> Int? {
    guard place >= 0, place + markBytes <= packet.count, packet[place] == UInt8(ascii: "~"),
      packet[place + 11] == UInt8(ascii: "~")
    else { return nil }
    var number = 0
    for index in place + 1..<place + 11 {
      let digit = packet[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }
}
