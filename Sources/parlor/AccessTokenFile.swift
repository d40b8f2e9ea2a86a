import ArgumentParser
import Configuration
import Foundation
import Tokens

/// Reads the key of `--auth jwt`.
enum AccessTokenFile {
  private static let largest = 65_536

  /// What access tokens are verified with; nil where everybody is a guest.
  static func verifier(
    for authentication: ServeConfiguration.Authentication
  ) async throws(ExitCode) -> AccessTokenVerifier? {
    guard case .accessTokens(let settings) = authentication else { return nil }
    do {
      let key = try await AccessTokenKey(try content(of: settings.keyFile), for: settings.algorithm)
      return AccessTokenVerifier(key: key, issuer: settings.issuer, audience: settings.audience)
    } catch let error as AccessTokenKeyError {
      throw fail("The key file \(settings.keyFile) \(error)", code: ExitCode(64))
    } catch {
      throw fail("\(error)", code: ExitCode(64))
    }
  }

  private static func content(of path: String) throws(ConfigurationError) -> [UInt8] {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: largest + 1) else {
      throw ConfigurationError(
        "The key file \(path) cannot be read.", hint: "Check its name and rights, or name another with --jwt-key.")
    }
    guard data.count <= largest else {
      throw ConfigurationError("The key file \(path) is too large for a key.", hint: "Name another with --jwt-key.")
    }
    return Array(data)
  }
}
