/// `--auth jwt`: people come in with an access token and are who it says; a `resume` beside it changes nothing.
///
/// Only bots come in without, with a resume token that was made for them by whoever looks after the chat.
public struct AccessTokenAuthenticator: Authenticator {
  private let verifier: AccessTokenVerifier
  private let secret: TokenSecret

  /// Takes what access tokens are verified with, and the secret that bots' tokens are signed with.
  public init(verifier: AccessTokenVerifier, secret: TokenSecret) {
    self.verifier = verifier
    self.secret = secret
  }

  /// Verifying a signature may take a millisecond.
  public var takesTime: Bool { true }

  /// Whom the access token speaks for, or the bot a console's token was made for.
  public func identify(_ request: ConnectRequest, now: Int64) throws(AccessTokenError) -> Identity {
    if let token = request.token, !token.isEmpty { return .signedIn(try verifier.verify(token, now: now)) }
    guard let resume = request.resume, let bot = try? ResumeToken.verify(resume, now: now, secret: secret),
      bot.isForBot
    else { throw AccessTokenError(.missing) }
    return .returning(bot.member, isForBot: true)
  }
}
