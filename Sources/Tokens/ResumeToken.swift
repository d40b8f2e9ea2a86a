public import ChatModel
import Crypto
import FoundationEssentials
import JSONText

/// What lets a guest come back as the same person: `payload.signature`, both URL-safe base64 without padding.
///
/// The payload is `{"v":1,"member":…,"issued":…,"expires":…}`, with `"bot":true` in those made for a bot; the signature
/// is HMAC-SHA-256 over the payload's text as it stands in the token.
public struct ResumeToken: Sendable, Hashable {
  /// The version this code writes and reads.
  public static let version: Int64 = 1
  /// How long a token holds, in milliseconds: 30 days.
  public static let lifetimeMilliseconds: Int64 = 30 * 24 * 3600 * 1000
  /// No token of ours is longer, in bytes.
  static let longest = 512

  /// Whom it belongs to.
  public let member: MemberID
  /// When it was made, in Unix milliseconds.
  public let issued: Int64
  /// When it stops to hold, in Unix milliseconds.
  public let expires: Int64
  /// Whether it was made for a bot by somebody who looks after the chat, or renews such a token: it lets in also where
  /// people need an access token.
  public let isForBot: Bool

  /// Makes a token. `now` is in Unix milliseconds.
  public static func issue(member: MemberID, isForBot: Bool = false, now: Int64, secret: TokenSecret) -> String {
    var writer = JSONWriter(capacity: 112)
    writer.beginObject()
    writer.key("v")
    writer.integer(version)
    writer.key("member")
    writer.string(member.rawValue)
    writer.key("issued")
    writer.integer(now)
    writer.key("expires")
    writer.integer(now.addingReportingOverflow(lifetimeMilliseconds).overflow ? .max : now + lifetimeMilliseconds)
    if isForBot {
      writer.key("bot")
      writer.bool(true)
    }
    writer.endObject()
    let payload = URLSafeBase64.encode(Data(writer.bytes))
    let signature = HMAC<SHA256>.authenticationCode(for: Array(payload.utf8), using: secret.key)
    return "\(payload).\(URLSafeBase64.encode(Data(signature)))"
  }

  /// Reads a token. `now` is in Unix milliseconds.
  ///
  /// The signature is compared in constant time, and before anything in the payload is looked at.
  public static func verify(_ token: String, now: Int64, secret: TokenSecret) throws(TokenError) -> ResumeToken {
    let parts = token.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard token.utf8.count <= longest, parts.count == 2,
      let payload = URLSafeBase64.decode(parts[0]), let signature = URLSafeBase64.decode(parts[1])
    else { throw TokenError(.malformed) }
    guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: Array(parts[0].utf8), using: secret.key)
    else { throw TokenError(.wrongSignature) }
    guard let claims = try? JSONValue(parsing: payload, maxDepth: 1), let version = claims["v"]?.int64Value else {
      throw TokenError(.malformed)
    }
    guard version == Self.version else { throw TokenError(.unknownVersion) }
    guard let member = claims["member"]?.stringValue.flatMap({ MemberID($0) }),
      let issued = claims["issued"]?.int64Value, let expires = claims["expires"]?.int64Value
    else { throw TokenError(.malformed) }
    guard now < expires else { throw TokenError(.expired) }
    return ResumeToken(member: member, issued: issued, expires: expires, isForBot: claims["bot"] == .bool(true))
  }
}
