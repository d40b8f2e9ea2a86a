public import NIOCore

/// One argument of a command. Redis takes bytes; nothing is escaped or quoted.
public enum RedisArgument: Sendable, Equatable {
  /// UTF-8 text.
  case string(String)
  /// A whole number in decimal.
  case integer(Int64)
  /// Bytes.
  case bytes([UInt8])
  /// The readable bytes of a buffer.
  case buffer(ByteBuffer)
}

extension RedisArgument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// Text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
}
