/// The public key or certificate in a PEM file.
struct PEMBlock {
  /// The block with its first and last line, and nothing around it.
  let text: String
  /// Whether it is a certificate.
  let isCertificate: Bool

  /// Finds the first block; what stands around it is passed over.
  init(publicKey file: [UInt8]) throws(AccessTokenKeyError) {
    guard let content = String(validating: file, as: UTF8.self),
      let begin = content.firstRange(of: "-----BEGIN "),
      let head = content[begin.upperBound...].firstRange(of: "-----"),
      case let label = content[begin.upperBound..<head.lowerBound],
      let end = content[head.upperBound...].firstRange(of: "-----END \(label)-----")
    else {
      throw AccessTokenKeyError(
        "is no PEM file, and this algorithm takes a public key as PEM.",
        hint: "It begins with -----BEGIN PUBLIC KEY-----.")
    }
    guard !label.hasSuffix("PRIVATE KEY") else {
      throw AccessTokenKeyError(
        "is a private key, which a server that only verifies must not have.",
        hint: "Give it the public one: openssl pkey -in PRIVATE -pubout -out PUBLIC.")
    }
    text = String(content[begin.lowerBound..<end.upperBound])
    isCertificate = label == "CERTIFICATE"
  }
}
