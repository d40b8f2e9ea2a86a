public import ChatModel

/// Who a client is, as an ``Authenticator`` found.
public enum Identity: Sendable, Hashable {
  /// Somebody new: make a member id.
  case newGuest
  /// Somebody who has been here; name and role come from the store. With a bot's token, so is the next one.
  case returning(MemberID, isForBot: Bool = false)
  /// Somebody an access token speaks for.
  case signedIn(AccessToken)
}
