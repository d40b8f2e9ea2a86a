import ChatModel
import ChatStore
import ChatTransport
import Logging
import NIOCore
import NIOPosix
import Tokens

/// How people sign in with access tokens, and how long that lasts.
extension Chat {
  func authenticator(_ secret: TokenSecret) -> any Authenticator {
    guard let verifier = configuration.accessTokens else { return GuestAuthenticator(secret: secret) }
    return AccessTokenAuthenticator(verifier: verifier, secret: secret)
  }

  /// Has a client's token verified away from this loop. What the client sends meanwhile waits in its session.
  func queue(_ session: Session, _ request: ConnectRequest, _ authenticator: any Authenticator) {
    switch signIns.arrived(SignInQueue.Entry(session: session, request: request, authenticator: authenticator)) {
    case .verify(let entry): verify(entry)
    case .wait: break
    case .refuse:
      // It is for a moment only, and a refusal would be final.
      command(.close(session.number, .serverStopping), for: session)
      forget(session)
    }
  }

  private func verify(_ entry: SignInQueue.Entry) {
    let (authenticator, request, now) = (entry.authenticator, entry.request, now)
    let bound = NIOLoopBound((chat: self, entry: entry), eventLoop: loop)
    NIOThreadPool.singleton.submit { [loop] _ in
      let result = Result { () throws(AccessTokenError) in try authenticator.identify(request, now: now) }
      loop.execute { bound.value.chat.verified(bound.value.entry, result) }
    }
  }

  private func verified(_ entry: SignInQueue.Entry, _ result: Result<Identity, AccessTokenError>) {
    if let next = signIns.finished() { verify(next) }
    guard entry.session.stage == .connecting else { return }
    switch result {
    case .success(let identity): identified(entry.session, as: identity, entry.request)
    case .failure(let error):
      logger.debug("An access token was refused.", metadata: ["reason": "\(error.reason)"])
      refuse(entry.session, error.chatError)
    }
  }

  /// From here on the session is the token's person, until some time after the token's end.
  func take(_ token: AccessToken, in session: Session) {
    session.access = token
    session.network = nil
    session.person = Person(
      id: token.member, name: GuestName(of: token.member).name, role: token.roleEverywhere, isBot: session.person.isBot)
    awaitExpiry(of: session, token)
  }

  /// The time of day may be set meanwhile, so it is looked at again now and then.
  private func awaitExpiry(of session: Session, _ token: AccessToken) {
    let left = token.expires + limits.tokenGraceMilliseconds - now
    let wait = TimeAmount.milliseconds(min(max(left, 0), Self.expiryLookMilliseconds))
    session.expiry = after(wait) { [weak self] in
      guard let self, session.stage == .connecting || session.stage == .live else { return }
      guard now >= token.expires + limits.tokenGraceMilliseconds else { return awaitExpiry(of: session, token) }
      command(.close(session.number, .policy), for: session)
    }
  }

  private static let expiryLookMilliseconds: Int64 = 60_000

  /// The room of a client that names none: the default room, or where its token is not for that one, the token's first.
  func firstRoom(of session: Session) -> RoomID? {
    let room = configuration.defaultRoom
    guard let access = session.access, !access.allows(room) else { return room }
    return access.rooms?.first
  }

  /// Reads what the store keeps of somebody; what an access token says is written there first.
  func readRecord(of session: Session, then: @escaping (Result<PersonRecord?, StoreError>) -> Void) {
    guard let access = session.access else { return store.person(session.person.id, then: then) }
    let tokenRole = session.tokenRole(grace: limits.tokenGraceMilliseconds)
    store.signIn(session.person, hasName: access.name != nil, tokenRole: tokenRole) { result in
      if case .success = result { session.hasRecord = true }
      then(result.map { $0 })
    }
  }
}
