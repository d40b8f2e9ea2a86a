public import ChatModel

/// Decides who a connecting client is. One form for each way of signing in.
public protocol Authenticator: Sendable {
  /// Looks at what a client says of itself. `now` is in Unix milliseconds.
  ///
  /// - Throws: ``ChatError`` `unauthorized` if it may not come in.
  func identify(_ request: ConnectRequest, now: Int64) throws(ChatError) -> Identity
}
