/// A person's id: `m_` and 16 base32 characters (80 random bits) for guests, `u_` and base32 of a hash for people
/// known by a token.
public struct MemberID: Hashable, Sendable, CustomStringConvertible {
  /// The id as clients see it.
  public let rawValue: String

  /// Takes a well-formed id; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    guard (18...54).contains(text.utf8.count), text.hasPrefix("m_") || text.hasPrefix("u_"),
      RandomText.base32.isAlphabet(of: text, from: 2)
    else { return nil }
    rawValue = text
  }

  /// A new guest.
  public static func random(using generator: inout some RandomNumberGenerator) -> Self {
    Self(made: "m_" + RandomText.base32.make(16, using: &generator))
  }

  /// Somebody known by a token: `u_` and the base32 (RFC 4648, in lower case, without padding) of a hash; nil for hashes
  /// of fewer than 10 or more than 32 bytes.
  public init?(hash: some Collection<UInt8>) {
    guard (10...32).contains(hash.count) else { return nil }
    rawValue = "u_" + RandomText.base32.encode(hash)
  }

  private init(made: String) { rawValue = made }

  /// Whether it is of somebody known by a token, not of a guest.
  public var isOfToken: Bool { rawValue.hasPrefix("u_") }

  /// The first six characters after the prefix: enough to tell people apart in a listing.
  public var short: String { String(rawValue.dropFirst(2).prefix(6)) }

  /// The id itself: it holds no character that could harm a sink.
  public var description: String { rawValue }
}
