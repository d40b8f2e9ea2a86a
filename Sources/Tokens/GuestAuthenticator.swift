/// `--auth none`: everybody may come in, as a new guest or, with a resume token that holds, as who they were.
///
/// An expired or foreign resume token makes a new guest, so that a page left open for months still works. `token` is
/// not looked at.
public struct GuestAuthenticator: Authenticator {
  private let secret: TokenSecret

  /// Takes the secret that resume tokens are signed with.
  public init(secret: TokenSecret) { self.secret = secret }

  /// It compares one hash.
  public var takesTime: Bool { false }

  /// A new guest, or whom the resume token names; never refuses.
  public func identify(_ request: ConnectRequest, now: Int64) throws(AccessTokenError) -> Identity {
    guard let token = request.resume else { return .newGuest }
    do throws(TokenError) {
      let verified = try ResumeToken.verify(token, now: now, secret: secret)
      return .returning(verified.member, isForBot: verified.isForBot)
    } catch {
      return .newGuest
    }
  }
}
