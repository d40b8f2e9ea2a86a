public import NIOSSL

/// Which servers a client believes: those with a certificate for their name, from an authority it knows.
public struct ServerTrust: Sendable {
  private let context: NIOSSLContext

  /// Trusts the system's authorities, or only those in a file.
  ///
  /// - Parameter authorities: the path of a PEM file; nil for the system's.
  /// - Throws: ``SecurityError`` if the file cannot be read or holds no certificate.
  public init(authorities: String?) throws(SecurityError) {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    if let authorities {
      guard let certificates = try? NIOSSLCertificate.fromPEMFile(authorities), !certificates.isEmpty else {
        throw SecurityError(
          "The certificates in \(authorities) cannot be read.", hint: "Name a readable file in PEM form.")
      }
      configuration.trustRoots = .certificates(certificates)
    }
    do { context = try NIOSSLContext(configuration: configuration) } catch {
      throw SecurityError(
        "The system's certificate authorities cannot be read.", hint: "Install ca-certificates, or name a file.")
    }
  }

  /// Trust in the authorities that the system knows; they are read once.
  ///
  /// - Throws: ``SecurityError`` if they cannot be read.
  public static func system() throws(SecurityError) -> ServerTrust { try systemTrust.get() }

  private static let systemTrust = Result { () throws(SecurityError) in try ServerTrust(authorities: nil) }

  /// A handler for one connection: first in its pipeline, it turns bytes into TLS and back.
  ///
  /// - Parameter host: the server's name, or its numeric address.
  /// - Throws: what NIOSSL throws for a name that cannot be one.
  public func makeHandler(host: String) throws -> NIOSSLClientHandler {
    // Numeric addresses are not sent; they are compared with the certificate all the same.
    let isNumeric = host.contains(":") || host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) }
    return try NIOSSLClientHandler(context: context, serverHostname: isNumeric ? nil : host)
  }

  /// Whether a channel reported that the other side ended the connection without a word.
  public static func isAbruptEnd(_ error: any Error) -> Bool { (error as? NIOSSLError) == .uncleanShutdown }

  /// What is wrong with the server's certificate or its TLS, from what a channel reported; nil if that is not what was
  /// reported.
  ///
  /// - Parameter place: the server, for the sentence.
  /// A connection that broke off is none.
  public static func fault(_ error: any Error, of place: String) -> SecurityError? {
    switch error {
    case NIOSSLError.handshakeFailed(let reason):
      if "\(reason)".contains("CERTIFICATE_VERIFY_FAILED") {
        SecurityError(
          "The certificate of \(place) is not to be trusted.",
          hint: "Name a file with its authority, if it has one of its own; see whether it has expired.")
      } else {
        SecurityError("\(place) does not speak TLS as it should.", hint: "Does it speak TLS on this port?")
      }
    case is NIOSSLExtraError:
      SecurityError(
        "The certificate of \(place) is for another name.", hint: "Use the name that the certificate is for.")
    case NIOSSLError.uncleanShutdown: nil
    case is NIOSSLError, is BoringSSLError:
      SecurityError("\(place) does not speak TLS as it should.", hint: "Does it speak TLS on this port?")
    default: nil
    }
  }
}
