/// A request that waits for its answer.
struct PendingRequest: Sendable {
  let request: ClientRequest
  /// When it is given up.
  let deadline: ContinuousClock.Instant
  /// Whether it was sent on this connection.
  var isUnderWay = false
  /// Whether it was ever sent.
  var wasSent = false
  /// Bytes it was when it was sent last.
  var size = 0
  /// Not to be sent before.
  var notBefore: ContinuousClock.Instant?
  /// The refusal that may be gone when it is sent again.
  var refusal: ChatClientError?

  init(_ request: ClientRequest, deadline: ContinuousClock.Instant) {
    self.request = request
    self.deadline = deadline
  }
}
