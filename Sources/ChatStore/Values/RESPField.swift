import NIOCore
import RedisClient

/// A field of a hash and its value.
struct RESPField {
  let name: String
  let value: ByteBuffer

  /// The fields of an `HGETALL`; what cannot be read as one is passed over.
  static func fields(_ answer: RESPValue) -> [RESPField] {
    let parts = answer.array ?? []
    return stride(from: 0, to: parts.count - 1, by: 2).compactMap { index in
      guard let name = parts[index].string, let value = parts[index + 1].buffer else { return nil }
      return RESPField(name: name, value: value)
    }
  }
}
