/// A running server's id, random per start and after a lost lease: `s_` and 12 base32 characters (60 random bits).
public struct ServerID: Hashable, Sendable, CustomStringConvertible {
  /// The id as it stands in the store.
  public let rawValue: String

  /// Takes a well-formed id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard text.hasPrefix("s_") else { return nil }
    let body = text.utf8.dropFirst(2)
    guard body.count == 12, RandomText.isMade(body, of: RandomText.base32) else { return nil }
    rawValue = String(text)
  }

  /// The id of a server that starts.
  public static func random(using generator: inout some RandomNumberGenerator) -> Self {
    Self(made: "s_" + RandomText.make(12, from: RandomText.base32, using: &generator))
  }

  private init(made: String) { rawValue = made }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }
}
