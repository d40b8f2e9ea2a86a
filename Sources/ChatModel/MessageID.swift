/// A message's id: microseconds since 1970 at acceptance, made strictly rising within a room; below 2^53.
public struct MessageID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Microseconds since 1970.
  public let microseconds: Int64

  /// Takes an id in 1…2^53 − 1; nil for anything else.
  public init?(_ microseconds: Int64) {
    guard (1..<(1 << 53)).contains(microseconds) else { return nil }
    self.microseconds = microseconds
  }

  /// The message's `date`: milliseconds since 1970.
  public var date: Int64 { microseconds / 1000 }

  /// The number in decimal digits.
  public var description: String { String(microseconds) }

  /// Orders messages of one room as they were accepted.
  public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}
