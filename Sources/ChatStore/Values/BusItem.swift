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
    var reader = FieldReader(payload)
    guard let kind = reader.text(), let epoch = reader.text().flatMap({ Epoch($0) }), let rev = reader.number(),
      let seq = reader.number(), let n = reader.number(), let member = reader.text(endingWith: 0x0A)
    else { return nil }
    self.init(
      kind: kind, epoch: epoch, rev: rev, seq: seq, n: n, member: MemberID(member), arguments: reader.rest)
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

  /// Takes the fields off the front of a payload; every message on the bus goes through it.
  private struct FieldReader {
    private(set) var rest: ByteBuffer

    init(_ payload: ByteBuffer) { rest = payload }

    /// The bytes up to `end`, which is passed over; no other field's end may come before it.
    mutating func text(endingWith end: UInt8 = 0x20) -> String? {
      rest.readWithUnsafeReadableBytes { bytes in
        for (length, byte) in bytes.enumerated() {
          if byte == end {
            return (length + 1, String(decoding: UnsafeRawBufferPointer(rebasing: bytes[..<length]), as: UTF8.self))
          }
          if byte == 0x20 || byte == 0x0A { break }
        }
        return (0, nil)
      }
    }

    /// A number of 1 to 16 digits and the space after it.
    mutating func number() -> Int64? {
      rest.readWithUnsafeReadableBytes { bytes in
        var value: Int64 = 0
        for (length, byte) in bytes.prefix(17).enumerated() {
          if byte == 0x20, length > 0 { return (length + 1, value) }
          guard (0x30...0x39).contains(byte), length < 16 else { break }
          value = value * 10 + Int64(byte - 0x30)
        }
        return (0, nil)
      }
    }
  }
}
