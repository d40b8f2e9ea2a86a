public import ChatModel
public import NIOCore

/// What happened in a room, as the bus brings it: `<kind> <epoch> <rev> <seq> <n> <member>\n<args>`.
public struct BusItem: Sendable, Equatable {
  /// The event's name, as clients get it.
  public let kind: String
  /// The life of the log it belongs to.
  public let epoch: Epoch
  /// Its place among everything published in the room; 0 for what is not counted.
  public let rev: Int64
  /// The highest message number then.
  public let seq: Int64
  /// A message's id; after joins and leaves the number of people; else 0.
  public let n: Int64
  /// Whom it concerns.
  public let member: MemberID?
  /// The event's arguments as they stand in the Socket.IO array: never parsed here.
  public let arguments: ByteBuffer

  /// Reads a payload; nil if it is none.
  public init?(_ payload: ByteBuffer) {
    let view = payload.readableBytesView
    guard let end = view.firstIndex(of: 0x0A) else { return nil }
    let fields = view[..<end].split(separator: 0x20, omittingEmptySubsequences: false)
    guard fields.count == 6, let epoch = Epoch(String(decoding: fields[1], as: UTF8.self)),
      let rev = Self.number(fields[2]), let seq = Self.number(fields[3]), let n = Self.number(fields[4]),
      let arguments = payload.getSlice(at: end + 1, length: view.endIndex - end - 1)
    else { return nil }
    self.init(
      kind: String(decoding: fields[0], as: UTF8.self), epoch: epoch, rev: rev, seq: seq, n: n,
      member: MemberID(String(decoding: fields[5], as: UTF8.self)), arguments: arguments)
  }

  /// An item made here, of what a re-read of the room has shown.
  public init(
    kind: String, epoch: Epoch, rev: Int64, seq: Int64, n: Int64, member: MemberID?, arguments: ByteBuffer
  ) {
    self.kind = kind
    self.epoch = epoch
    self.rev = rev
    self.seq = seq
    self.n = n
    self.member = member
    self.arguments = arguments
  }

  private static func number(_ digits: ByteBufferView) -> Int64? {
    guard (1...16).contains(digits.count) else { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 0x30)
    }
    return value
  }
}
