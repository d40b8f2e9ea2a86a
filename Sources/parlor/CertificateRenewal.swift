import Foundation
import Logging
import ServiceLifecycle
import TransportSecurity
import UnixSignals

/// Reads a server's certificate anew on SIGHUP, and says when it will not be believed any more.
struct CertificateRenewal: Service {
  private let certificate: ServerCertificate
  private let hangUps: UnixSignalsSequence
  private let logger: Logger

  /// Takes the signal from here on: one that comes while the server still starts is kept, and ends nothing.
  init(of certificate: ServerCertificate, logger: Logger) async {
    self.certificate = certificate
    self.logger = logger
    hangUps = await UnixSignalsSequence(trapping: .sighup)
  }

  func run() async throws {
    let daily = Task {
      repeat {
        warn()
        try await Task.sleep(for: .seconds(86_400))
      } while !Task.isCancelled
    }
    defer { daily.cancel() }
    for await _ in hangUps.cancelOnGracefulShutdown() {
      do throws(SecurityError) {
        try certificate.reload()
        logger.notice("The certificate was read anew.")
        warn()
      } catch {
        logger.error("The certificate stays as it was: \(error)")
      }
    }
  }

  private func warn() {
    let end = Date(timeIntervalSince1970: TimeInterval(certificate.expires))
    if end < .now {
      logger.warning("The certificate has expired: clients will refuse it.", metadata: ["expired": "\(end)"])
    } else if end < .now + 14 * 86_400 {
      logger.warning("The certificate expires soon.", metadata: ["expires": "\(end)"])
    }
  }
}
