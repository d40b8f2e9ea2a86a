public import NIOSSL
import Synchronization

/// What a server proves with who it is: a chain of certificates and the key of the first, read from PEM files.
///
/// Connections use what was read last: ``reload()`` takes up renewed files without a restart.
public final class ServerCertificate: Sendable {
  private struct Loaded {
    let context: NIOSSLContext
    let expires: Int64
  }

  private let chain: String
  private let key: String
  private let loaded: Mutex<Loaded>

  /// Reads the files.
  ///
  /// - Parameters:
  ///   - chain: the path of the certificate and those that vouch for it, the server's own first.
  ///   - key: the path of its private key, without a passphrase.
  /// - Throws: ``SecurityError`` if a file cannot be read, or the two do not belong together.
  public init(chain: String, key: String) throws(SecurityError) {
    self.chain = chain
    self.key = key
    loaded = Mutex(try Self.load(chain: chain, key: key))
  }

  /// Reads the files again, for the connections to come. What was in use stays so if that fails.
  ///
  /// - Throws: ``SecurityError`` as at the start.
  public func reload() throws(SecurityError) {
    let renewed = try Self.load(chain: chain, key: key)
    loaded.withLock { $0 = renewed }
  }

  /// The last moment at which clients believe the certificate, in Unix seconds.
  public var expires: Int64 { loaded.withLock { $0.expires } }

  /// A handler for one connection: first in its pipeline, it turns bytes into TLS and back.
  public func makeHandler() -> NIOSSLServerHandler {
    NIOSSLServerHandler(context: loaded.withLock { $0.context })
  }

  private static func load(chain: String, key: String) throws(SecurityError) -> Loaded {
    let certificates: [NIOSSLCertificate]
    do { certificates = try NIOSSLCertificate.fromPEMFile(chain) } catch {
      throw SecurityError("The certificate \(chain) cannot be read.", hint: "Name a readable file in PEM form.")
    }
    guard let first = certificates.first else {
      throw SecurityError("There is no certificate in \(chain).", hint: "Name a file in PEM form.")
    }
    let privateKey: NIOSSLPrivateKey
    do { privateKey = try NIOSSLPrivateKey(file: key, format: .pem) } catch {
      throw SecurityError(
        "The key \(key) cannot be read.", hint: "Name a readable file in PEM form, without a passphrase.")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    do {
      return Loaded(context: try NIOSSLContext(configuration: configuration), expires: Int64(first.notValidAfter))
    } catch {
      throw SecurityError(
        "The key \(key) does not belong to the certificate \(chain).",
        hint: "Name the key that the certificate was made for; the server's own certificate comes first in its file.")
    }
  }
}
