import ChatModel
import Crypto
import CryptoExtras
import FoundationEssentials
import JSONText
import Tokens

/// Makes tokens of any text as header and payload, properly signed.
struct TestSigner: Sendable {
  /// What a server is given.
  let keyFile: [UInt8]
  let algorithm: SigningAlgorithm
  private let sign: @Sendable ([UInt8]) throws -> Data

  init(_ algorithm: SigningAlgorithm) throws {
    self.algorithm = algorithm
    let pem: String
    switch algorithm {
    case .hs256, .hs384, .hs512:
      let bytes = [UInt8](1...64)
      let key = SymmetricKey(data: bytes)
      keyFile = bytes
      sign = { text in
        switch algorithm {
        case .hs384: Data(HMAC<SHA384>.authenticationCode(for: text, using: key))
        case .hs512: Data(HMAC<SHA512>.authenticationCode(for: text, using: key))
        default: Data(HMAC<SHA256>.authenticationCode(for: text, using: key))
        }
      }
      return
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
      let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
      let padding: _RSA.Signing.Padding = algorithm.rawValue.hasPrefix("PS") ? .PSS : .insecurePKCS1v1_5
      pem = key.publicKey.pemRepresentation
      sign = { text in
        switch algorithm {
        case .rs384, .ps384: try key.signature(for: SHA384.hash(data: text), padding: padding).rawRepresentation
        case .rs512, .ps512: try key.signature(for: SHA512.hash(data: text), padding: padding).rawRepresentation
        default: try key.signature(for: SHA256.hash(data: text), padding: padding).rawRepresentation
        }
      }
    case .es256:
      let key = P256.Signing.PrivateKey()
      pem = key.publicKey.pemRepresentation
      sign = { try key.signature(for: $0).rawRepresentation }
    case .es384:
      let key = P384.Signing.PrivateKey()
      pem = key.publicKey.pemRepresentation
      sign = { try key.signature(for: $0).rawRepresentation }
    case .es512:
      let key = P521.Signing.PrivateKey()
      pem = key.publicKey.pemRepresentation
      sign = { try key.signature(for: $0).rawRepresentation }
    case .edDSA:
      let key = Curve25519.Signing.PrivateKey()
      pem = key.publicKey.pemRepresentation
      sign = { try key.signature(for: $0) }
    }
    keyFile = Array(pem.utf8)
  }

  /// A token with these claims; `header` replaces the one that fits.
  func token(_ claims: JSONValue, header: JSONValue? = nil) throws -> String {
    try token(text: String(decoding: claims.encoded, as: UTF8.self), header: header)
  }

  /// A token whose payload is any text.
  func token(text: String, header: JSONValue? = nil) throws -> String {
    let head = header ?? ["alg": .string(algorithm.rawValue), "typ": "JWT"]
    let signed = "\(Self.encode(head.encoded)).\(Self.encode(Array(text.utf8)))"
    return "\(signed).\(Self.encode(Array(try sign(Array(signed.utf8)))))"
  }

  static func encode(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
