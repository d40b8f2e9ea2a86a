import ChatModel
import NIOCore
import RedisClient

/// Reads a script's answer in order; a part that is missing or of another kind makes the whole answer unexpected.
struct AnswerReader {
  private let parts: [RESPValue]
  private let script: String
  private var position = 0

  init(_ parts: [RESPValue], of script: String) {
    self.parts = parts
    self.script = script
  }

  private mutating func next() throws(StoreError) -> RESPValue {
    guard position < parts.count else { throw StoreError(unexpected: script) }
    position += 1
    return parts[position - 1]
  }

  var isAtEnd: Bool { position >= parts.count }

  mutating func text() throws(StoreError) -> String {
    guard let text = try next().string else { throw StoreError(unexpected: script) }
    return text
  }

  mutating func number() throws(StoreError) -> Int64 {
    guard let number = try next().int64, number >= 0 else { throw StoreError(unexpected: script) }
    return number
  }

  mutating func flag() throws(StoreError) -> Bool { try text() == "1" }

  mutating func buffer() throws(StoreError) -> ByteBuffer {
    guard let buffer = try next().buffer else { throw StoreError(unexpected: script) }
    return buffer
  }

  mutating func buffers() throws(StoreError) -> [ByteBuffer] {
    guard let items = try next().array else { throw StoreError(unexpected: script) }
    let buffers = items.compactMap(\.buffer)
    guard buffers.count == items.count else { throw StoreError(unexpected: script) }
    return buffers
  }

  mutating func epoch() throws(StoreError) -> Epoch {
    guard let epoch = Epoch(try text()) else { throw StoreError(unexpected: script) }
    return epoch
  }

  /// Reads a whole answer.
  static func read<Value>(
    _ result: Result<[RESPValue], StoreError>, of script: String,
    _ body: (inout AnswerReader) throws(StoreError) -> Value
  ) -> Result<Value, StoreError> {
    switch result {
    case .failure(let error): return .failure(error)
    case .success(let parts):
      var reader = AnswerReader(parts, of: script)
      do throws(StoreError) { return .success(try body(&reader)) } catch { return .failure(error) }
    }
  }
}
