/// Walks the WebSocket frames a server sent, in place: unmasked, whole messages (RFC 6455, 5.2).
struct FrameWalker {
  /// One frame.
  struct Frame {
    let opcode: UInt8
    let payload: UnsafeRawBufferPointer
  }

  /// What cannot be walked over.
  enum Failure: Error {
    /// Longer than any server's message.
    case tooLong
  }

  /// The longest frame that is taken.
  static let maxPayload = 16 << 20

  private let bytes: UnsafeRawBufferPointer
  /// Where the next frame begins.
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next whole frame; nil when the rest is not one.
  @inline(__always)
  mutating func next() throws(Failure) -> Frame? {
    let left = bytes.count - offset
    guard left >= 2 else { return nil }
    var length = Int(bytes[offset + 1] & 0x7F)
    var header = 2
    if length == 126 {
      guard left >= 4 else { return nil }
      length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
      header = 4
    } else if length == 127 {
      guard left >= 10 else { return nil }
      length = 0
      for index in 2..<10 {
        guard length < Self.maxPayload else { throw .tooLong }
        length = length << 8 | Int(bytes[offset + index])
      }
      header = 10
    }
    guard length <= Self.maxPayload else { throw .tooLong }
    guard left >= header + length else { return nil }
    let start = offset + header
    defer { offset = start + length }
    return Frame(opcode: bytes[offset] & 0x0F, payload: UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
  }

  /// A masked text frame as a client sends it; the key is zero, so that the bytes stay as they are.
  static func append(text: some Collection<UInt8>, to output: inout [UInt8]) {
    output.append(0x81)
    if text.count < 126 {
      output.append(0x80 | UInt8(text.count))
    } else {
      output.append(contentsOf: [
        0x80 | 126, UInt8(truncatingIfNeeded: text.count >> 8), UInt8(truncatingIfNeeded: text.count),
      ])
    }
    output.append(contentsOf: [0, 0, 0, 0])
    output.append(contentsOf: text)
  }
}
