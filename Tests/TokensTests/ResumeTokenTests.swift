import ChatModel
import Crypto
import FoundationEssentials
import Testing

@testable import Tokens

@Suite struct ResumeTokenTests {
  private let member: MemberID
  private let secret: TokenSecret
  private let now: Int64 = 1_700_000_000_000

  init() throws {
    member = try #require(MemberID("m_abcdefghijklmnop"))
    secret = try #require(TokenSecret([UInt8](1...32)))
  }

  private func code(_ token: String, at now: Int64? = nil) -> TokenError.Code? {
    do throws(TokenError) {
      _ = try ResumeToken.verify(token, now: now ?? self.now, secret: secret)
      return nil
    } catch {
      return error.code
    }
  }

  /// A token of any payload, signed rightly.
  private func signed(_ payload: String) -> String {
    let text = URLSafeBase64.encode(Data(payload.utf8))
    let signature = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: secret.key)
    return "\(text).\(URLSafeBase64.encode(Data(signature)))"
  }

  @Test func namesItsMemberUntilItExpires() throws {
    let token = ResumeToken.issue(member: member, now: now, secret: secret)
    let read = try ResumeToken.verify(token, now: now, secret: secret)
    #expect(read.member == member)
    #expect(read.issued == now)
    #expect(read.expires == now + 30 * 86_400_000)
    #expect(code(token, at: now + 30 * 86_400_000 - 1) == nil)
    #expect(code(token, at: now + 30 * 86_400_000) == .expired)
  }

  @Test func keepsItsFormFromReleaseToRelease() throws {
    let payload = #"{"v":1,"member":"m_abcdefghijklmnop","issued":1700000000000,"expires":1702592000000}"#
    #expect(ResumeToken.issue(member: member, now: now, secret: secret) == signed(payload))
  }

  @Test func mayStandInAURL() {
    let token = ResumeToken.issue(member: member, now: now, secret: secret)
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    #expect(parts.count == 2)
    #expect(
      parts.joined().utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      })
  }

  @Test func anotherSecretDoesNotOpenIt() throws {
    let other = try #require(TokenSecret([UInt8](2...33)))
    #expect(code(ResumeToken.issue(member: member, now: now, secret: other)) == .wrongSignature)
  }

  @Test func noChangedCharacterIsTaken() {
    let token = Array(ResumeToken.issue(member: member, now: now, secret: secret).utf8)
    // The last character's low bits are padding; every other one counts.
    for index in token.indices.dropLast() {
      var changed = token
      changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      #expect(code(String(decoding: changed, as: UTF8.self)) != nil)
    }
  }

  @Test(arguments: ["", "a", "a.b.c", "..", "é.é", "a+b.c", "e30=.e30=", String(repeating: "a", count: 600)])
  func refusesWhatIsNoToken(_ token: String) {
    #expect(code(token) == .malformed)
  }

  @Test func aCutOffSignatureIsNotTaken() throws {
    let token = ResumeToken.issue(member: member, now: now, secret: secret)
    let payload = try #require(token.split(separator: ".").first)
    #expect(code("\(payload).") == .wrongSignature)
    #expect(code("\(payload).AAAA") == .wrongSignature)
  }

  @Test(arguments: [
    ("{}", TokenError.Code.malformed), ("[]", .malformed), ("x", .malformed), (#"{"v":2}"#, .unknownVersion),
    (#"{"v":1}"#, .malformed), (#"{"v":1,"member":"m_x","issued":1,"expires":2000000000000}"#, .malformed),
    (#"{"v":1,"member":"m_abcdefghijklmnop","issued":1,"expires":"never"}"#, .malformed),
  ])
  func readsOnlyItsOwnPayload(_ payload: String, _ expected: TokenError.Code) {
    #expect(code(signed(payload)) == expected)
  }

  @Test func theEndOfTimeNeverTraps() {
    let token = ResumeToken.issue(member: member, now: .max, secret: secret)
    #expect(code(token, at: .max) == .expired)
    #expect(code(token, at: .min) == nil)
  }

  @Test func aSecretIsLongEnoughAndSilent() {
    #expect(TokenSecret([UInt8](1...15)) == nil)
    #expect("\(secret)" == "TokenSecret")
    #expect(String(reflecting: secret) == "TokenSecret")
  }
}
