import NIOCore

/// Notices a client that takes nothing although something is queued for it.
struct StallWatch {
  private var lastWritten = 0
  private var lastTaken = 0
  private var since: NIODeadline?

  /// Time passed; true if nothing was taken for longer than `limit`.
  mutating func timePassed(now: NIODeadline, tap: OutboundTap, limit: TimeAmount) -> Bool {
    // Most connections are quiet: they cost one comparison.
    guard since != nil || tap.written != lastWritten else { return false }
    lastWritten = tap.written
    let pending = tap.pendingBytes
    let taken = tap.written &- pending
    guard pending > 0 else {
      since = nil
      return false
    }
    guard let since, taken == lastTaken else {
      self.since = now
      lastTaken = taken
      return false
    }
    return now - since >= limit
  }
}
