/// The id of an act: what its audit lines, its receipts and its undo are found by. `a_` and 12 base32 characters.
public struct ActID: Hashable, Sendable, CustomStringConvertible {
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  /// The id as it stands in the store.
  public let rawValue: String

  /// Takes a well-formed id, `a_` and 12 letters, digits, `-` or `_`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let body = text.utf8.dropFirst(2)
    guard text.hasPrefix("a_"), body.count == 12, body.allSatisfy(Self.isPlain) else { return nil }
    rawValue = String(text)
  }

  private init(made: String) { rawValue = made }

  /// An id nobody has used.
  public static func random() -> Self {
    var generator = SystemRandomNumberGenerator()
    let body = (0..<12).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }
    return Self(made: "a_" + String(decoding: body, as: UTF8.self))
  }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
