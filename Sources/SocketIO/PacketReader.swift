/// Takes the parts in front of a packet's data apart, one after another.
struct PacketReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// What has not been read.
  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[position...]) }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// The packet's type.
  mutating func kind() throws(SocketIOError) -> SocketIOPacket.Kind {
    guard let byte = current, let kind = SocketIOPacket.Kind(rawValue: byte &- UInt8(ascii: "0")) else {
      throw SocketIOError(.malformedPacket, "The packet has no known type.")
    }
    position += 1
    return kind
  }

  /// The number of attachments and the dash behind it.
  mutating func attachmentCount(limit: Int) throws(SocketIOError) -> Int {
    guard let count = try number(), current == UInt8(ascii: "-") else {
      throw SocketIOError(.malformedPacket, "A binary packet says how many attachments follow, then a dash.")
    }
    guard count <= min(limit, 64) else {
      throw SocketIOError(
        .tooManyAttachments, "The packet announces too many attachments.", hint: "Send fewer binary arguments.")
    }
    position += 1
    return Int(count)
  }

  /// The namespace, up to its comma or the end; without a query. The main one is not written.
  mutating func namespace(limit: Int) throws(SocketIOError) -> String {
    guard current == UInt8(ascii: "/") else { return "/" }
    let start = position
    var end: Int?
    while let byte = current, byte != UInt8(ascii: ",") {
      if byte == UInt8(ascii: "?"), end == nil { end = position }
      position += 1
    }
    let name = UnsafeRawBufferPointer(rebasing: bytes[start..<(end ?? position)])
    if current != nil { position += 1 }
    guard name.count <= limit, let text = String(validating: name, as: UTF8.self) else {
      throw SocketIOError(.malformedPacket, "The namespace is too long or not UTF-8.")
    }
    return text
  }

  /// The ack id, if there is one.
  mutating func ackID() throws(SocketIOError) -> Int64? { try number() }

  private mutating func number() throws(SocketIOError) -> Int64? {
    var value: Int64?
    while let byte = current, byte &- UInt8(ascii: "0") < 10 {
      let (shifted, tooLarge) = (value ?? 0).multipliedReportingOverflow(by: 10)
      let (next, overflow) = shifted.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      guard !tooLarge, !overflow else { throw SocketIOError(.malformedPacket, "A number in the packet is too large.") }
      value = next
      position += 1
    }
    return value
  }
}
