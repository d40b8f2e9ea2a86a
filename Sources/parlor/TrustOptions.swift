import ArgumentParser
import TransportSecurity

/// Whom to believe who a server is, for the commands that connect to one.
struct TrustOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Certificate authorities to believe who the server is, in PEM form; for https. (default: the system's)",
      valueName: "file"))
  var caFile: String?

  /// - Parameter other: the file where the option names none.
  func read(else other: String? = nil) throws -> ServerTrust? {
    guard let file = caFile ?? other else { return nil }
    return try failing { () throws(SecurityError) in try ServerTrust(authorities: file) }
  }
}
