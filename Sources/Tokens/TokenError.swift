/// Why a resume token is not taken. Safe to show: it repeats nothing of the token.
public struct TokenError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault.
  public enum Code: String, Sendable, CaseIterable {
    /// It is no token of ours.
    case malformed
    /// Its version is not one we know.
    case unknownVersion = "unknown_version"
    /// It was signed with another secret, or changed.
    case wrongSignature = "wrong_signature"
    /// Its time is over.
    case expired
  }

  /// What kind of fault.
  public let code: Code

  /// A fault.
  public init(_ code: Code) { self.code = code }

  /// What is wrong, in a sentence.
  public var message: String {
    switch code {
    case .malformed: "The resume token is malformed."
    case .unknownVersion: "The resume token has an unknown version."
    case .wrongSignature: "The resume token was not made by this server."
    case .expired: "The resume token has expired."
    }
  }

  /// What to do about it.
  public var hint: String { "Connect without it to get a new one." }

  /// Message and hint in one line.
  public var description: String { "\(message) \(hint)" }
}
