/// A running server's id, random per start and after a lost lease: `s_` and 12 base32 characters (60 random bits).
public struct ServerID: Hashable, Sendable, CustomStringConvertible {
  /// The id as it stands in the store.
  public let rawValue: String

  /// Takes a well-formed id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    guard text.utf8.count == 14, text.hasPrefix("s_"), RandomText.base32.isAlphabet(of: text, from: 2) else {
      return nil
    }
    rawValue = text
  }

  /// The id of a server that starts.
  public static func random(using generator: inout some RandomNumberGenerator) -> Self {
    Self(made: "s_" + RandomText.base32.make(12, using: &generator))
  }

  private init(made: String) { rawValue = made }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }
}
