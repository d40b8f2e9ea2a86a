public import ChatModel

/// Why an access token is not taken. Safe to show: it repeats nothing of the token.
public struct AccessTokenError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault.
  public enum Code: Sendable, Hashable {
    /// There is none.
    case missing
    /// It is no signed JSON Web Token.
    case malformed
    /// It is signed in another way than the server takes.
    case wrongAlgorithm
    /// It asks for an extension (`crit`).
    case unknownExtension
    /// It was signed with another key, or changed.
    case wrongSignature
    /// A claim is missing or is not what it should be.
    case claim(String)
    /// Its time has not come (`nbf`, `iat`).
    case notYetValid
    /// Its time is over.
    case expired
  }

  /// What kind of fault.
  public let code: Code

  /// A fault.
  public init(_ code: Code) { self.code = code }

  /// What is wrong, in a sentence. What is found before the signature was verified is told to nobody in detail.
  public var message: String {
    switch code {
    case .missing: "This chat needs an access token."
    case .malformed, .wrongAlgorithm, .unknownExtension, .wrongSignature: "The access token is not valid."
    case .claim(let name): "The access token's claim \(name) is missing or not valid."
    case .notYetValid: "The access token is not valid yet."
    case .expired: "The access token has expired."
    }
  }

  /// What to do about it.
  public var hint: String {
    switch code {
    case .missing: "Send one as auth.token; whoever runs this chat says where to get it."
    case .expired: "Get a new one, and connect again."
    case .notYetValid: "Try again later, or check the clock of whoever made it."
    default: "Get another one from whoever runs this chat."
    }
  }

  /// A word for logs.
  public var reason: String {
    switch code {
    case .claim(let name): "claim \(name)"
    default: "\(code)"
    }
  }

  /// Message and hint in one line.
  public var description: String { "\(message) \(hint)" }

  /// The same for clients.
  public var chatError: ChatError { ChatError(.unauthorized, message, hint: hint) }
}
