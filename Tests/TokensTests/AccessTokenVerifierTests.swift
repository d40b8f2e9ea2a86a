import ChatModel
import FoundationEssentials
import JSONText
import Testing
import Tokens

@Suite struct AccessTokenVerifierTests {
  private static let now: Int64 = 1_800_000_000_000
  private static let seconds = now / 1000
  private static let claims: JSONObject = ["sub": "ann", "iss": "https://id.example", "exp": .seconds(600)]

  private let signer: TestSigner
  private let verifier: AccessTokenVerifier

  init() async throws {
    signer = try TestSigner(.hs256)
    verifier = AccessTokenVerifier(key: try await AccessTokenKey(signer.keyFile, for: .hs256))
  }

  private func read(_ changes: JSONObject = [:], without: String? = nil, header: JSONValue? = nil) throws -> AccessToken
  {
    var claims = Self.claims
    for entry in changes.entries { claims[entry.key] = entry.value }
    if let without { claims[without] = nil }
    return try verifier.verify(signer.token(.object(claims), header: header), now: Self.now)
  }

  private func fault(_ token: String, by verifier: AccessTokenVerifier? = nil) -> AccessTokenError.Code? {
    do throws(AccessTokenError) {
      _ = try (verifier ?? self.verifier).verify(token, now: Self.now)
      return nil
    } catch { return error.code }
  }

  private func fault(_ changes: JSONObject, without: String? = nil, header: JSONValue? = nil) throws
    -> AccessTokenError.Code?
  {
    var claims = Self.claims
    for entry in changes.entries { claims[entry.key] = entry.value }
    if let without { claims[without] = nil }
    return fault(try signer.token(.object(claims), header: header))
  }

  @Test(arguments: SigningAlgorithm.allCases)
  func takesATokenSignedWithItsKeyInItsWayOnly(algorithm: SigningAlgorithm) async throws {
    let signer = try TestSigner(algorithm)
    let verifier = AccessTokenVerifier(key: try await AccessTokenKey(signer.keyFile, for: algorithm))
    let token = try signer.token(.object(Self.claims))
    #expect(try verifier.verify(token, now: Self.now).expires == Self.now + 600_000)
    // One bit of the payload, and a foreign key.
    let parts = token.split(separator: ".")
    var payload = Array(parts[1].utf8)
    payload[5] = payload[5] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
    #expect(
      fault("\(parts[0]).\(String(decoding: payload, as: UTF8.self)).\(parts[2])", by: verifier) == .wrongSignature)
    #expect(fault("\(parts[0]).\(parts[1]).\(TestSigner.encode([0, 1, 2]))", by: verifier) == .wrongSignature)
    #expect(fault("\(parts[0]).\(parts[1]).", by: verifier) == .wrongSignature)
    if algorithm.leastKeyBytes == nil {
      #expect(fault(try TestSigner(algorithm).token(.object(Self.claims)), by: verifier) == .wrongSignature)
    }
    for other in SigningAlgorithm.allCases where other != algorithm {
      let renamed = try signer.token(.object(Self.claims), header: ["alg": .string(other.rawValue)])
      #expect(fault(renamed, by: verifier) == .wrongAlgorithm)
    }
  }

  @Test func takesTheExampleOfTheStandard() async throws {
    // RFC 7515, appendix A.1: signed properly, and without a `sub`.
    let key = try #require(
      Data(
        base64Encoded: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="))
    let token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
      + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    let verifier = AccessTokenVerifier(key: try await AccessTokenKey(Array(key), for: .hs256))
    #expect(throws: AccessTokenError(.claim("sub"))) { try verifier.verify(token, now: 1_300_819_379_000) }
    #expect(throws: AccessTokenError(.expired)) { try verifier.verify(token, now: 1_300_819_380_000) }
  }

  @Test(
    arguments: [
      ["alg": "none"], ["alg": "None"], ["alg": "hs256"], ["alg": "HS512"], ["alg": ["HS256"]], ["alg": .null],
      ["typ": "JWT"], [:],
    ] as [JSONValue])
  func refusesAnyOtherAlgorithm(header: JSONValue) throws {
    #expect(try fault([:], header: header) == .wrongAlgorithm)
  }

  @Test func refusesATokenWithoutSignatureWhateverItsHeaderSays() throws {
    let payload = TestSigner.encode(JSONValue.object(Self.claims).encoded)
    #expect(fault("\(TestSigner.encode(Array(#"{"alg":"none"}"#.utf8))).\(payload).") == .wrongAlgorithm)
    #expect(fault("\(TestSigner.encode(Array(#"{"alg":"HS256"}"#.utf8))).\(payload).") == .wrongSignature)
  }

  @Test func aPublicKeyIsNoSharedKey() async throws {
    // The classic confusion: signed by HMAC with the text of the public key that everybody knows.
    let signer = try TestSigner(.rs256)
    await #expect(throws: AccessTokenKeyError.self) { try await AccessTokenKey(signer.keyFile, for: .hs256) }
  }

  @Test func refusesExtensionsItDoesNotKnow() throws {
    #expect(try fault([:], header: ["alg": "HS256", "crit": ["exp"]]) == .unknownExtension)
    #expect(try fault([:], header: ["alg": "HS256", "crit": .null]) == .unknownExtension)
  }

  @Test(arguments: [
    "", ".", "..", "...", "a.b", "a.b.c", "e30.e30.e30", "e30.e30.", "=.=.=", "a.b.c.d.e", "\u{0}.\u{0}.\u{0}",
  ])
  func refusesGarbage(token: String) {
    let code = fault(token)
    #expect(code == .malformed || code == .wrongAlgorithm)
  }

  @Test func refusesWhatIsTooLong() throws {
    #expect(try fault(["x": .string(String(repeating: "x", count: 7000))]) == .malformed)
  }

  @Test(arguments: ["null", "[]", "1", "", "{", #"{"sub":"ann""#, #""{}""#])
  func refusesAPayloadThatIsNoObject(text: String) throws {
    #expect(fault(try signer.token(text: text)) == .malformed)
  }

  @Test(arguments: ["sub", "exp"])
  func needsItsClaims(name: String) throws {
    #expect(try fault([:], without: name) == .claim(name))
  }

  @Test(
    arguments: [
      ["sub": ""], ["sub": 1], ["sub": .null], ["sub": .string(String(repeating: "s", count: 256))], ["exp": "soon"],
      ["exp": .null], ["exp": true], ["nbf": "now"], ["iat": []], ["iss": 7], ["role": "owner"], ["role": "Admin"],
      ["role": 1], ["role": .null], ["rooms": "lobby"], ["rooms": .null], ["rooms": ["No Room"]], ["rooms": [1]],
      ["rooms": ["lobby": true]],
    ] as [JSONObject])
  func refusesClaimsThatAreNotWhatTheyShouldBe(changes: JSONObject) throws {
    #expect(try fault(changes) == .claim(changes.keys[0]))
  }

  @Test func holdsUntilItsEndAndNotLonger() throws {
    #expect(try fault(["exp": .seconds(1)]) == nil)
    #expect(try fault(["exp": .seconds(0)]) == .expired)
    #expect(try fault(["exp": .seconds(-1)]) == .expired)
    #expect(try fault(["exp": .number(try #require(JSONNumber(-1e300)))]) == .expired)
    #expect(try fault(["exp": .number(try #require(JSONNumber(1e300)))]) == nil)
    #expect(try read(["exp": .number(try #require(JSONNumber(Double(Self.seconds) + 0.5)))]).expires == Self.now + 500)
  }

  @Test func clocksMayDifferByAMinuteBeforeItHolds() throws {
    for name in ["nbf", "iat"] {
      #expect(try fault([name: .seconds(60)]) == nil)
      #expect(try fault([name: .seconds(61)]) == .notYetValid)
    }
  }

  @Test func anExpiredTokenIsCalledSoWhateverElseItSays() throws {
    #expect(try fault(["exp": .seconds(-1), "role": "owner", "sub": ""]) == .expired)
  }

  @Test func whoItIsFollowsFromIssuerAndSubject() throws {
    let ann = try read().member
    #expect(ann.rawValue.hasPrefix("u_") && ann.rawValue.utf8.count == 54)
    #expect(try read(["name": "Ann", "role": "admin", "rooms": [], "exp": .seconds(5)]).member == ann)
    #expect(try read(["sub": "Ann"]).member != ann)
    #expect(try read(["iss": "https://other.example"]).member != ann)
    #expect(try read([:], without: "iss").member != ann)
    // Moved from one to the other.
    #expect(try read(["iss": "ab", "sub": "c"]).member != read(["iss": "a", "sub": "bc"]).member)
    // The id is part of what is kept: it must not change from one version to the next. Computed by hand:
    // base32(SHA-256(00 00 00 00 00 00 00 02 "ab" "c")).
    #expect(
      try read(["iss": "ab", "sub": "c"]).member.rawValue == "u_fefd3ku3jfjgulwxguwnp5pgtrkruapblxtb7qcmip3ybvyxfnyq")
  }

  @Test func readsNameRoleAndRooms() throws {
    let token = try read(["name": " Ann Example ", "role": "moderator", "rooms": ["garden", "lobby"]])
    let (garden, den) = (try #require(RoomID("garden")), try #require(RoomID("den")))
    #expect(token.name?.text == "Ann Example")
    #expect(token.rooms?.map(\.rawValue) == ["garden", "lobby"])
    #expect(token.allows(garden) && !token.allows(den))
    #expect(token.role(in: garden) == .moderator && token.role(in: den) == .member && token.roleEverywhere == .member)
  }

  @Test func withoutThemItIsAMemberOfAllRooms() throws {
    let token = try read()
    #expect(token.name == nil && token.rooms == nil && token.role == .member)
    #expect(token.allows(try #require(RoomID("anywhere"))))
  }

  @Test func aModeratorWithoutRoomsIsOneInAllAndAnAdminAlways() throws {
    let den = try #require(RoomID("den"))
    let moderator = try read(["role": "moderator"])
    #expect(moderator.role(in: den) == .moderator && moderator.roleEverywhere == .moderator)
    let admin = try read(["role": "admin", "rooms": ["garden"]])
    #expect(admin.role(in: den) == .admin && admin.roleEverywhere == .admin && !admin.allows(den))
  }

  @Test(arguments: ["", "  ", "a\u{202E}b", "a\nb"])
  func anInvalidNameCountsAsNone(name: String) throws {
    #expect(try read(["name": .string(name)]).name == nil)
    #expect(try read(["name": 5]).name == nil)
  }

  @Test func takesOnlyTokensOfItsIssuerForItsAudience() async throws {
    let verifier = AccessTokenVerifier(
      key: try await AccessTokenKey(signer.keyFile, for: .hs256), issuer: "https://id.example", audience: "parlor")
    func fault(_ changes: JSONObject) throws -> AccessTokenError.Code? {
      var claims = Self.claims
      for entry in changes.entries { claims[entry.key] = entry.value }
      return self.fault(try signer.token(.object(claims)), by: verifier)
    }
    #expect(try fault(["aud": "parlor"]) == nil)
    #expect(try fault(["aud": ["other", "parlor"]]) == nil)
    #expect(try fault(["aud": "other"]) == .claim("aud"))
    #expect(try fault(["aud": ["other"]]) == .claim("aud"))
    #expect(try fault(["aud": [1, "parlor"]]) == .claim("aud"))
    #expect(try fault([:]) == .claim("aud"))
    #expect(try fault(["aud": "parlor", "iss": "https://else.example"]) == .claim("iss"))
    // Without those settings anybody's is taken.
    #expect(self.fault(try signer.token(.object(Self.claims))) == nil)
  }

  @Test func aRefusalTellsExpiredFromInvalidAndRepeatsNothing() {
    #expect(
      AccessTokenError(.expired).chatError
        == ChatError(.unauthorized, "The access token has expired.", hint: "Get a new one, and connect again."))
    let invalid = AccessTokenError(.wrongSignature).chatError
    #expect(invalid.message == "The access token is not valid.")
    #expect(invalid == AccessTokenError(.malformed).chatError && invalid == AccessTokenError(.wrongAlgorithm).chatError)
  }
}

extension JSONValue {
  /// So many seconds after the time of the tests.
  fileprivate static func seconds(_ offset: Int64) -> JSONValue { .number(JSONNumber(1_800_000_000 + offset)) }
}
