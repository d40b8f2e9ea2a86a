import ChatModel
import JSONText
import Testing
import Tokens

@Suite struct AccessTokenAuthenticatorTests {
  private let signer: TestSigner
  private let secret: TokenSecret
  private let member: MemberID
  private let authenticator: AccessTokenAuthenticator

  init() async throws {
    signer = try TestSigner(.hs256)
    secret = try #require(TokenSecret([UInt8](1...32)))
    member = try #require(MemberID("m_abcdefghijklmnop"))
    authenticator = AccessTokenAuthenticator(
      verifier: AccessTokenVerifier(key: try await AccessTokenKey(signer.keyFile, for: .hs256)), secret: secret)
  }

  private func identity(_ auth: JSONObject?) throws -> Identity {
    try authenticator.identify(ConnectRequest(auth: auth), now: 1000)
  }

  private func token() throws -> String { try signer.token(["sub": "ann", "exp": 600]) }

  @Test func peopleComeInWithAnAccessToken() throws {
    guard case .signedIn(let token) = try identity(["token": .string(try token())]) else {
      Issue.record("not signed in")
      return
    }
    #expect(token.member.rawValue.hasPrefix("u_") && token.expires == 600_000)
  }

  @Test func aResumeBesideItChangesNothing() throws {
    let plain = try identity(["token": .string(try token())])
    for isForBot in [true, false] {
      let resume = ResumeToken.issue(member: member, isForBot: isForBot, now: 0, secret: secret)
      #expect(try identity(["token": .string(try token()), "resume": .string(resume)]) == plain)
    }
    #expect(try identity(["token": .string(try token()), "resume": "nonsense"]) == plain)
  }

  @Test func nobodyComesInWithNothingOrAResumeAlone() throws {
    let resume = ResumeToken.issue(member: member, now: 0, secret: secret)
    let auths: [JSONObject?] = [
      nil, [:], ["name": "Ann"], ["token": ""], ["token": .null], ["resume": .string(resume)], ["resume": "x.y"],
      ["resume": .string(resume), "bot": true],
    ]
    for auth in auths { #expect(throws: AccessTokenError(.missing)) { try identity(auth) } }
  }

  @Test func aBotComesInWithATokenThatWasMadeForIt() throws {
    let resume = ResumeToken.issue(member: member, isForBot: true, now: 0, secret: secret)
    #expect(try identity(["resume": .string(resume)]) == .returning(member, isForBot: true))
    let foreign = ResumeToken.issue(
      member: member, isForBot: true, now: 0, secret: try #require(TokenSecret([UInt8](2...33))))
    #expect(throws: AccessTokenError(.missing)) { try identity(["resume": .string(foreign)]) }
  }

  @Test func aBotsTokenDoesNotMendABadAccessToken() throws {
    let resume = ResumeToken.issue(member: member, isForBot: true, now: 0, secret: secret)
    #expect(throws: AccessTokenError(.malformed)) { try identity(["resume": .string(resume), "token": "x"]) }
  }
}
