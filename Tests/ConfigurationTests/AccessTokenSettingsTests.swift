import ChatModel
import Configuration
import Testing

@Suite struct AccessTokenSettingsTests {
  private func authentication(
    _ flags: [String: [String]] = [:], environment: [String: String] = [:], file: String? = nil
  ) throws -> ServeConfiguration.Authentication {
    let settings = try Settings(
      flags: flags, environment: environment, file: file.map { (path: "parlor.yaml", text: $0) })
    return try ServeConfiguration(settings).authentication
  }

  @Test func peopleAreGuestsUnlessSaidOtherwise() throws {
    #expect(try authentication() == .none)
    #expect(try authentication(["auth": ["none"]]) == .none)
  }

  @Test func itIsSetByFlagsVariablesOrTheFile() throws {
    let flags = [
      "auth": ["jwt"], "jwt-key": ["key.pem"], "jwt-algorithm": ["ES256"], "jwt-issuer": ["https://id.example"],
      "jwt-audience": ["parlor"],
    ]
    let environment = [
      "PARLOR_AUTH": "jwt", "PARLOR_JWT_KEY": "key.pem", "PARLOR_JWT_ALGORITHM": "ES256",
      "PARLOR_JWT_ISSUER": "https://id.example", "PARLOR_JWT_AUDIENCE": "parlor",
    ]
    let file = """
      auth: jwt
      jwt-key: key.pem
      jwt-algorithm: ES256
      jwt-issuer: https://id.example
      jwt-audience: parlor
      """
    let all = [try authentication(flags), try authentication(environment: environment), try authentication(file: file)]
    for found in all {
      guard case .accessTokens(let settings) = found else {
        Issue.record("not jwt")
        continue
      }
      #expect(settings.keyFile == "key.pem" && settings.algorithm == .es256)
      #expect(settings.issuer == "https://id.example" && settings.audience == "parlor")
    }
  }

  @Test func issuerAndAudienceAreOptional() throws {
    let found = try authentication(["auth": ["jwt"], "jwt-key": ["k"], "jwt-algorithm": ["HS256"]])
    guard case .accessTokens(let settings) = found else {
      Issue.record("not jwt")
      return
    }
    #expect(settings.issuer == nil && settings.audience == nil)
  }

  @Test func itNeedsAKeyAndAnAlgorithm() {
    #expect(
      throws: ConfigurationError("auth is jwt, but there is no key.", hint: "Name its file with --jwt-key.")
    ) { try authentication(["auth": ["jwt"], "jwt-algorithm": ["RS256"]]) }
    #expect(
      throws: ConfigurationError(
        "auth is jwt, but no algorithm is named.",
        hint: "Say how tokens are signed, for example --jwt-algorithm RS256.")
    ) { try authentication(["auth": ["jwt"], "jwt-key": ["k"]]) }
  }

  @Test(arguments: ["jwt-key", "jwt-algorithm", "jwt-issuer", "jwt-audience"])
  func whatBelongsToItIsNotForgottenWithoutIt(name: String) {
    let error = #expect(throws: ConfigurationError.self) { try authentication([name: ["RS256"]]) }
    #expect(error?.description == "\(name) is set (--\(name)), but auth is none. Add --auth jwt, or leave it out.")
  }

  @Test(arguments: ["none", "hs256", "HS257", "RS256,HS256", "ES256K"])
  func anAlgorithmThatIsNotKnownIsRefused(name: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try authentication(["auth": ["jwt"], "jwt-key": ["k"], "jwt-algorithm": [name]])
    }
    #expect(error?.description.hasPrefix("jwt-algorithm cannot be '\(name)' (--jwt-algorithm).") == true)
    #expect(error?.hint.contains("ES256") == true)
  }

  @Test func anotherFormOfSigningInIsRefused() {
    let error = #expect(throws: ConfigurationError.self) { try authentication(["auth": ["basic"]]) }
    #expect(error?.hint == "Choose from none, jwt.")
  }
}
