public import NIOCore

/// A reply of Redis (RESP 2).
public enum RESPValue: Sendable, Equatable {
  /// No value: a null bulk string or a null array.
  case null
  /// A whole number.
  case integer(Int64)
  /// A short line such as `OK`.
  case status(String)
  /// Bytes, of any content.
  case bulk(ByteBuffer)
  /// A list of replies.
  case array([RESPValue])
  /// An error, as the answer or inside an array.
  case error(RedisReplyError)

  /// The whole number: of an integer, or of a bulk string or status that is written as one.
  @inlinable public var int64: Int64? {
    if case .integer(let value) = self { return value }
    return string.flatMap { Int64($0) }
  }

  /// The text of a bulk string (bytes that are not UTF-8 are replaced) or a status.
  @inlinable public var string: String? {
    switch self {
    case .bulk(let buffer): String(buffer: buffer)
    case .status(let text): text
    default: nil
    }
  }

  /// The bytes of a bulk string or a status.
  @inlinable public var buffer: ByteBuffer? {
    switch self {
    case .bulk(let buffer): buffer
    case .status(let text): ByteBuffer(string: text)
    default: nil
    }
  }

  /// The elements of an array.
  @inlinable public var array: [RESPValue]? {
    if case .array(let values) = self { return values }
    return nil
  }

  /// Whether there is no value.
  @inlinable public var isNull: Bool { self == .null }
}
