import NIOCore

/// Encodes commands (arrays of bulk strings), all of a tick into one buffer.
struct RESPWriter {
  private static let newBufferBytes = 2_048

  private var buffer = ByteBuffer()

  /// Whether there is nothing to send.
  var isEmpty: Bool { buffer.readableBytes == 0 }

  /// What is to be sent; the writer is empty after it.
  mutating func take() -> ByteBuffer {
    let full = buffer
    buffer = ByteBufferAllocator().buffer(capacity: Self.newBufferBytes)
    return full
  }

  /// Drops what is to be sent.
  mutating func clear() {
    buffer = ByteBuffer()
  }

  /// Appends a command.
  mutating func write(_ name: String, _ arguments: [RedisArgument]) {
    writeNumber(UInt8(ascii: "*"), 1 + arguments.count)
    write(name)
    for argument in arguments { write(argument) }
  }

  /// Appends `EVALSHA hash n keys… arguments…`, or `EVAL source …`.
  mutating func writeScriptCall(
    _ script: String, isHash: Bool, readOnly: Bool, keys: [String], arguments: [RedisArgument]
  ) {
    writeNumber(UInt8(ascii: "*"), 3 + keys.count + arguments.count)
    write(isHash ? (readOnly ? "EVALSHA_RO" : "EVALSHA") : (readOnly ? "EVAL_RO" : "EVAL"))
    write(script)
    write(Int64(keys.count))
    for key in keys { write(key) }
    for argument in arguments { write(argument) }
  }

  private mutating func write(_ argument: RedisArgument) {
    switch argument {
    case .string(let text):
      write(text)
    case .integer(let number):
      write(number)
    case .bytes(let bytes):
      writeNumber(UInt8(ascii: "$"), bytes.count)
      buffer.writeBytes(bytes)
      writeLineEnd()
    case .buffer(let bytes):
      writeNumber(UInt8(ascii: "$"), bytes.readableBytes)
      buffer.writeImmutableBuffer(bytes)
      writeLineEnd()
    }
  }

  private mutating func write(_ text: String) {
    writeNumber(UInt8(ascii: "$"), text.utf8.count)
    buffer.writeString(text)
    writeLineEnd()
  }

  private mutating func write(_ number: Int64) {
    let text = String(number)
    writeNumber(UInt8(ascii: "$"), text.utf8.count)
    buffer.writeString(text)
    writeLineEnd()
  }

  private mutating func writeLineEnd() {
    buffer.writeInteger(0x0D0A as UInt16)
  }

  /// `*12\r\n` or `$12\r\n`, in one go: this is most of what a command consists of.
  private mutating func writeNumber(_ marker: UInt8, _ number: Int) {
    buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 24) { space in
      var digits = 1
      var rest = number
      while rest >= 10 {
        rest /= 10
        digits += 1
      }
      rest = number
      for place in stride(from: digits, to: 0, by: -1) {
        space[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
        rest /= 10
      }
      space[0] = marker
      space[digits + 1] = 0x0D
      space[digits + 2] = 0x0A
      return digits + 3
    }
  }
}
