import ChatModel
import FoundationEssentials
import JSONText

/// Tells a JSON Web Token (RFC 7519, signed, in compact form) that holds from one that does not.
public struct AccessTokenVerifier: Sendable {
  /// How far clocks may differ where a token's time has not come yet, in milliseconds.
  static let leeway: Int64 = 60_000

  private let key: AccessTokenKey
  private let issuer: String?
  private let audience: String?

  /// Takes the key with its one algorithm, and what tokens have to say of who made them and for whom; nil takes all.
  public init(key: AccessTokenKey, issuer: String? = nil, audience: String? = nil) {
    self.key = key
    self.issuer = issuer
    self.audience = audience
  }

  /// Reads a token. `now` is in Unix milliseconds.
  ///
  /// Of the header only the algorithm is looked at, to be the pinned one; then the signature is verified, and before
  /// that nothing of the payload is read.
  public func verify(_ token: String, now: Int64) throws(AccessTokenError) -> AccessToken {
    guard token.utf8.count <= AuthFields.longestToken else { throw AccessTokenError(.malformed) }
    let parts = token.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, let signature = URLSafeBase64.decode(parts[2]) else { throw AccessTokenError(.malformed) }
    let header = try object(parts[0])
    guard header["alg"]?.stringValue == key.algorithm.rawValue else { throw AccessTokenError(.wrongAlgorithm) }
    guard header["crit"] == nil else { throw AccessTokenError(.unknownExtension) }
    guard key.isSignature(Array(signature), of: Array("\(parts[0]).\(parts[1])".utf8)) else {
      throw AccessTokenError(.wrongSignature)
    }
    return try read(Claims(try object(parts[1])), now: now)
  }

  private func object(_ part: Substring) throws(AccessTokenError) -> JSONObject {
    guard let bytes = URLSafeBase64.decode(part), let object = (try? JSONValue(parsing: bytes))?.objectValue else {
      throw AccessTokenError(.malformed)
    }
    return object
  }

  private func read(_ claims: Claims, now: Int64) throws(AccessTokenError) -> AccessToken {
    let issuer = try claims.text("iss")
    if let wanted = self.issuer, issuer != wanted { throw AccessTokenError(.claim("iss")) }
    if let audience, !(try claims.audience().contains(audience)) { throw AccessTokenError(.claim("aud")) }
    guard let expires = try claims.time("exp") else { throw AccessTokenError(.claim("exp")) }
    guard now < expires else { throw AccessTokenError(.expired) }
    for name in ["nbf", "iat"] {
      if let begin = try claims.time(name), begin > now + Self.leeway { throw AccessTokenError(.notYetValid) }
    }
    guard let subject = try claims.text("sub"),
      let member = AccessToken.member(issuer: issuer ?? "", subject: subject)
    else { throw AccessTokenError(.claim("sub")) }
    return AccessToken(
      member: member, name: claims.name, role: try claims.role(), rooms: try claims.rooms(), expires: expires)
  }
}
