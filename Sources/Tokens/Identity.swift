public import ChatModel

/// Who a client is, as an ``Authenticator`` found.
public enum Identity: Sendable, Hashable {
  /// Somebody new: make a member id.
  case newGuest
  /// Somebody who has been here; name and role come from the store.
  case returning(MemberID)
}
