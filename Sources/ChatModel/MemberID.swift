/// A person's id: `m_` and 16 base32 characters (80 random bits) for guests, `u_` and base32 of a hash for people
/// known by a token.
public struct MemberID: Hashable, Sendable, CustomStringConvertible {
  /// The id as clients see it.
  public let rawValue: String

  /// Takes a well-formed id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard text.hasPrefix("m_") || text.hasPrefix("u_") else { return nil }
    let body = text.utf8.dropFirst(2)
    guard (16...52).contains(body.count), RandomText.isMade(body, of: RandomText.base32) else { return nil }
    rawValue = String(text)
  }

  /// A new guest.
  public static func random(using generator: inout some RandomNumberGenerator) -> Self {
    Self(made: "m_" + RandomText.make(16, from: RandomText.base32, using: &generator))
  }

  private init(made: String) { rawValue = made }

  /// The first six characters after the prefix: enough to tell people apart in a listing.
  public var short: String { String(rawValue.dropFirst(2).prefix(6)) }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }
}
