/// Decides who a connecting client is. One form for each way of signing in.
public protocol Authenticator: Sendable {
  /// Whether identifying takes so long that it should not be done on an event loop.
  var takesTime: Bool { get }

  /// Looks at what a client says of itself. `now` is in Unix milliseconds.
  ///
  /// - Throws: why it may not come in.
  func identify(_ request: ConnectRequest, now: Int64) throws(AccessTokenError) -> Identity
}
