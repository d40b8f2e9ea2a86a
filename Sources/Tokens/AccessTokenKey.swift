public import ChatModel
import Crypto
import JWTKit

/// The key access tokens are verified with, and the one algorithm it is for. It does not print itself.
public struct AccessTokenKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// How tokens have to be signed.
  public let algorithm: SigningAlgorithm
  private let verifier: any JWTAlgorithm

  /// Takes the content of a key file: PEM with a public key or a certificate, or for HMAC the key's bytes, where one
  /// line end behind them does not count.
  public init(_ file: [UInt8], for algorithm: SigningAlgorithm) async throws(AccessTokenKeyError) {
    self.algorithm = algorithm
    let keys = JWTKeyCollection()
    if let least = algorithm.leastKeyBytes {
      await keys.add(hmac: HMACKey(from: try Self.sharedKey(file, least: least)), digestAlgorithm: algorithm.digest)
    } else {
      try await Self.add(try PEMBlock(publicKey: file), for: algorithm, to: keys)
    }
    do { verifier = try await keys.getKey() } catch { throw Self.unfit(algorithm) }
    // What is made at the first use is made here, before several threads can be at it.
    _ = isSignature([0], of: [0])
  }

  /// Whether this is the signature of these bytes.
  func isSignature(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    (try? verifier.verify(signature, signs: bytes)) ?? false
  }

  /// Says only what it is for.
  public var description: String { "AccessTokenKey(\(algorithm.rawValue))" }

  /// Says only what it is for.
  public var debugDescription: String { description }

  private static func sharedKey(_ file: [UInt8], least: Int) throws(AccessTokenKeyError) -> [UInt8] {
    var key = file[...]
    if key.last == UInt8(ascii: "\n") { key = key.dropLast() }
    if key.last == UInt8(ascii: "\r") { key = key.dropLast() }
    guard key.count >= least else {
      throw AccessTokenKeyError(
        "has \(key.count) bytes, and this algorithm needs \(least) at least.",
        hint: "Make one: openssl rand -hex \(least).")
    }
    guard !key.starts(with: "-----BEGIN ".utf8) else {
      throw AccessTokenKeyError(
        "is PEM, and this algorithm takes the bytes of a shared key.",
        hint: "For a public key choose RS256, ES256 or EdDSA with --jwt-algorithm.")
    }
    return Array(key)
  }

  private static func add(
    _ block: PEMBlock, for algorithm: SigningAlgorithm, to keys: JWTKeyCollection
  ) async throws(AccessTokenKeyError) {
    let (pem, digest) = (block.text, algorithm.digest)
    do {
      switch algorithm {
      case .rs256, .rs384, .rs512: await keys.add(rsa: try rsaKey(block), digestAlgorithm: digest)
      case .ps256, .ps384, .ps512: await keys.add(pss: try rsaKey(block), digestAlgorithm: digest)
      case .es256:
        await keys.add(ecdsa: block.isCertificate ? try ES256PublicKey(certificate: pem) : try ES256PublicKey(pem: pem))
      case .es384:
        await keys.add(ecdsa: block.isCertificate ? try ES384PublicKey(certificate: pem) : try ES384PublicKey(pem: pem))
      case .es512:
        await keys.add(ecdsa: block.isCertificate ? try ES512PublicKey(certificate: pem) : try ES512PublicKey(pem: pem))
      case .edDSA: await keys.add(eddsa: try EdDSA.PublicKey(pem: pem))
      case .hs256, .hs384, .hs512: throw unfit(algorithm)
      }
    } catch { throw unfit(algorithm) }
  }

  private static func rsaKey(_ block: PEMBlock) throws -> JWTKit.Insecure.RSA.PublicKey {
    block.isCertificate ? try .init(certificatePEM: block.text) : try .init(pem: block.text)
  }

  private static func unfit(_ algorithm: SigningAlgorithm) -> AccessTokenKeyError {
    let wanted =
      switch algorithm {
      case .es256: "It takes a key on the curve P-256."
      case .es384: "It takes a key on the curve P-384."
      case .es512: "It takes a key on the curve P-521."
      case .edDSA: "It takes an Ed25519 key, as PUBLIC KEY."
      default: "It takes an RSA key of 2048 bits or more."
      }
    return AccessTokenKeyError("holds no key for \(algorithm.rawValue).", hint: wanted)
  }
}

extension SigningAlgorithm {
  fileprivate var digest: DigestAlgorithm {
    switch self {
    case .hs384, .rs384, .ps384, .es384: .sha384
    case .hs512, .rs512, .ps512, .es512: .sha512
    default: .sha256
    }
  }
}
