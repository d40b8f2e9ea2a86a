import ChatModel
import JSONText
import Testing
import Tokens

@Suite struct AccessTokenKeyTests {
  private func fault(_ file: [UInt8], _ algorithm: SigningAlgorithm) async -> AccessTokenKeyError? {
    do throws(AccessTokenKeyError) {
      _ = try await AccessTokenKey(file, for: algorithm)
      return nil
    } catch { return error }
  }

  @Test(arguments: [SigningAlgorithm.hs256, .hs384, .hs512])
  func aSharedKeyHasAsManyBytesAsTheHash(algorithm: SigningAlgorithm) async throws {
    let least = try #require(algorithm.leastKeyBytes)
    let key = Array(repeating: UInt8(ascii: "k"), count: least)
    #expect(await fault(key, algorithm) == nil)
    // A line end behind it does not count, and only one.
    #expect(await fault(key + [0x0A], algorithm) == nil)
    #expect(await fault(key.dropLast() + [0x0A], algorithm)?.message.hasPrefix("has \(least - 1) bytes") == true)
    #expect(await fault(key.dropLast(), algorithm)?.hint == "Make one: openssl rand -hex \(least).")
    #expect(await fault([], algorithm) != nil)
  }

  @Test func aLineEndBehindTheSharedKeyIsNoPartOfIt() async throws {
    let signer = try TestSigner(.hs256)
    let token = try signer.token(["sub": "ann", "exp": 2_000_000_000])
    for end in [[], [0x0A], [0x0D, 0x0A]] as [[UInt8]] {
      let verifier = AccessTokenVerifier(key: try await AccessTokenKey(signer.keyFile + end, for: .hs256))
      #expect((try? verifier.verify(token, now: 0)) != nil)
    }
    let other = AccessTokenVerifier(key: try await AccessTokenKey(signer.keyFile + [0x0A, 0x0A], for: .hs256))
    #expect(throws: AccessTokenError(.wrongSignature)) { try other.verify(token, now: 0) }
  }

  @Test(arguments: SigningAlgorithm.allCases.filter { $0.leastKeyBytes == nil })
  func aPublicKeyHasToFitTheAlgorithm(algorithm: SigningAlgorithm) async throws {
    let family = algorithm.rawValue.prefix(2)
    for other in [SigningAlgorithm.rs256, .es256, .es384, .es512, .edDSA] {
      let fits =
        family == "RS" || family == "PS" ? other == .rs256 : other == algorithm
      let error = await fault(try TestSigner(other).keyFile, algorithm)
      #expect(fits ? error == nil : error?.message == "holds no key for \(algorithm.rawValue).")
    }
  }

  @Test func whatStandsAroundAPEMBlockDoesNotMatter() async throws {
    let file = try TestSigner(.es256).keyFile
    #expect(await fault(Array("a key\n".utf8) + file + Array("\n\n# the end\n".utf8), .es256) == nil)
  }

  @Test(arguments: ["", "ssh-ed25519 AAAA", "-----BEGIN PUBLIC KEY-----\nAAAA", "-----BEGIN", "\u{0}\u{1}"])
  func whatIsNoPEMIsRefused(text: String) async {
    #expect(await fault(Array(text.utf8), .rs256)?.message.hasPrefix("is no PEM file") == true)
  }

  @Test func aDamagedPEMIsRefused() async {
    let text = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
    for algorithm in [SigningAlgorithm.rs256, .ps256, .es256, .edDSA] {
      #expect(await fault(Array(text.utf8), algorithm)?.message == "holds no key for \(algorithm.rawValue).")
    }
  }

  @Test(arguments: ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
  func aPrivateKeyIsRefused(label: String) async {
    let text = "-----BEGIN \(label)-----\nAAAA\n-----END \(label)-----\n"
    #expect(await fault(Array(text.utf8), .rs256)?.message.hasPrefix("is a private key") == true)
  }

  @Test func aKeyDoesNotPrintItself() async throws {
    let key = try await AccessTokenKey(Array(repeating: UInt8(ascii: "k"), count: 32), for: .hs256)
    #expect("\(key)" == "AccessTokenKey(HS256)" && String(reflecting: key) == "AccessTokenKey(HS256)")
  }
}
