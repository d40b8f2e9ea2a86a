/// A room's id: `[a-z0-9][a-z0-9._-]{0,63}`, safe in keys, URLs and terminals. Free text is the room's topic.
public struct RoomID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The id as clients write it.
  public let rawValue: String

  /// Takes a valid id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let bytes = text.utf8
    guard (1...64).contains(bytes.count), let first = bytes.first, Self.isAlphanumeric(first) else { return nil }
    guard bytes.allSatisfy({ Self.isAlphanumeric($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }) else { return nil }
    rawValue = String(text)
  }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }

  /// Orders ids by their bytes.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }
}
