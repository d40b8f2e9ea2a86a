import Crypto

/// The key that resume tokens are signed with. It does not print itself.
public struct TokenSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// How many random bytes a new secret has.
  public static let newByteCount = 32

  let key: SymmetricKey

  /// A secret of these bytes; nil for fewer than 16, which could be guessed.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count >= 16 else { return nil }
    key = SymmetricKey(data: bytes)
  }

  /// Says only what it is.
  public var description: String { "TokenSecret" }

  /// Says only what it is.
  public var debugDescription: String { description }
}
