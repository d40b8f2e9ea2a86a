import ChatModel
import JSONText
import Testing
import Tokens

@Suite struct GuestAuthenticatorTests {
  private let member: MemberID
  private let secret: TokenSecret
  private let authenticator: GuestAuthenticator

  init() throws {
    member = try #require(MemberID("m_abcdefghijklmnop"))
    secret = try #require(TokenSecret([UInt8](1...32)))
    authenticator = GuestAuthenticator(secret: secret)
  }

  private func identity(_ auth: JSONObject?, now: Int64 = 1000) throws -> Identity {
    try authenticator.identify(ConnectRequest(auth: auth), now: now)
  }

  @Test func whoSaysNothingIsANewGuest() throws {
    #expect(try identity(nil) == .newGuest)
    #expect(try identity(["name": "Amber Heron", "token": "x.y.z"]) == .newGuest)
  }

  @Test func aResumeTokenBringsThePersonBack() throws {
    let token = ResumeToken.issue(member: member, now: 1000, secret: secret)
    #expect(try identity(["resume": .string(token)]) == .returning(member))
  }

  @Test func aTokenThatDoesNotHoldMakesANewGuest() throws {
    let foreign = ResumeToken.issue(member: member, now: 1000, secret: try #require(TokenSecret([UInt8](2...33))))
    #expect(try identity(["resume": .string(foreign)]) == .newGuest)
    let old = ResumeToken.issue(member: member, now: 1000, secret: secret)
    #expect(try identity(["resume": .string(old)], now: 1000 + ResumeToken.lifetimeMilliseconds) == .newGuest)
    #expect(try identity(["resume": "nonsense"]) == .newGuest)
  }
}
