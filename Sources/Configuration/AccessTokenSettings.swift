public import ChatModel

/// What `--auth jwt` goes with.
public struct AccessTokenSettings: Sendable, Equatable {
  /// File with the key that tokens are verified with, as the user wrote it.
  public let keyFile: String
  /// How tokens have to be signed.
  public let algorithm: SigningAlgorithm
  /// Who has to have made them; nil for anybody who has the key.
  public let issuer: String?
  /// For whom they have to be made; nil for anybody.
  public let audience: String?
}

extension Settings {
  private enum Form: String, CaseIterable { case none, jwt }

  /// How people prove who they are, with all that belongs to it and nothing that does not.
  func authentication() throws(ConfigurationError) -> ServeConfiguration.Authentication {
    let parts: [Setting] = [.jwtKey, .jwtAlgorithm, .jwtIssuer, .jwtAudience]
    let form: Form = try choice("auth")
    switch form {
    case .none:
      if let part = parts.first(where: { values[$0.name] != nil }) {
        throw ConfigurationError(
          "\(part.name) is set (\(values[part.name]?.source ?? .standard)), but auth is none.",
          hint: "Add --auth jwt, or leave it out.")
      }
      return .none
    case .jwt:
      guard let file = values[Setting.jwtKey.name]?.text else {
        throw ConfigurationError("auth is jwt, but there is no key.", hint: "Name its file with --jwt-key.")
      }
      guard values[Setting.jwtAlgorithm.name] != nil else {
        throw ConfigurationError(
          "auth is jwt, but no algorithm is named.",
          hint: "Say how tokens are signed, for example --jwt-algorithm RS256.")
      }
      return .accessTokens(
        AccessTokenSettings(
          keyFile: file, algorithm: try choice(Setting.jwtAlgorithm.name), issuer: values[Setting.jwtIssuer.name]?.text,
          audience: values[Setting.jwtAudience.name]?.text))
    }
  }
}
