import NIOCore

/// The channels of a subscriber and the requests that Redis has not answered yet, as a value.
///
/// Redis answers `SUBSCRIBE`, `UNSUBSCRIBE` and `PING` in order, with messages in between.
struct SubscriptionStateMachine<Waiter> {
  private enum Request {
    case subscribe(String, Waiter)
    case restore(String)
    case unsubscribe(String)
    case ping
  }

  private var unanswered = CircularBuffer<(request: Request, since: NIODeadline)>()
  /// The channels that are wanted, and whether Redis has confirmed them once.
  private var channels: [String: Bool] = [:]
  private var unrestored = 0

  /// How many requests are not answered.
  var unansweredCount: Int { unanswered.count }

  /// Since when the oldest request waits.
  var oldestRequest: NIODeadline? { unanswered.first?.since }

  /// The owner writes a SUBSCRIBE for someone.
  mutating func subscribes(_ channel: String, for waiter: Waiter, now: NIODeadline) {
    if channels[channel] == nil { channels[channel] = false }
    unanswered.append((.subscribe(channel, waiter), now))
  }

  /// Nobody wants the channel any more; whether an UNSUBSCRIBE is to be written on a ready link.
  mutating func unsubscribes(_ channel: String, isReady: Bool, now: NIODeadline) -> Bool {
    guard channels.removeValue(forKey: channel) != nil, isReady else { return false }
    unanswered.append((.unsubscribe(channel), now))
    return true
  }

  /// The owner writes a PING.
  mutating func pings(now: NIODeadline) {
    unanswered.append((.ping, now))
  }

  /// A new connection stands: the channels to subscribe to again. With none all is restored already.
  mutating func linkBecameReady(now: NIODeadline) -> [String] {
    let again = Array(channels.keys)
    unrestored = again.count
    for channel in again { unanswered.append((.restore(channel), now)) }
    return again
  }

  /// The connection is gone: who waits in vain. What was never confirmed is not wanted any more.
  mutating func linkLost() -> [Waiter] {
    var waiters: [Waiter] = []
    for case (.subscribe(let channel, let waiter), _) in unanswered {
      waiters.append(waiter)
      if channels[channel] == false { channels[channel] = nil }
    }
    unanswered.removeAll()
    unrestored = 0
    return waiters
  }

  enum ReplyAction {
    case deliver(channel: String, payload: ByteBuffer)
    case confirm(Waiter)
    case refuse(Waiter, RedisReplyError)
    case restored
    case fail(RedisError)
    case nothing
  }

  /// Redis sent something.
  mutating func received(_ reply: RESPValue) -> ReplyAction {
    switch reply {
    case .array(let parts) where parts.count == 3:
      guard case .bulk(let kind) = parts[0], let channel = parts[1].string else { return unexpected }
      switch kind.readableBytesView.first {
      case UInt8(ascii: "m"):
        guard case .bulk(let payload) = parts[2] else { return unexpected }
        return channels[channel] == nil ? .nothing : .deliver(channel: channel, payload: payload)
      case UInt8(ascii: "s"), UInt8(ascii: "u"): return confirmed(channel)
      default: return unexpected
      }
    case .error(let error): return refused(error)
    case .status, .array:
      guard case .ping = unanswered.popFirst()?.request else { return unexpected }
      return .nothing
    default: return unexpected
    }
  }

  private mutating func confirmed(_ channel: String) -> ReplyAction {
    switch unanswered.popFirst()?.request {
    case .subscribe(channel, let waiter):
      if channels[channel] != nil { channels[channel] = true }
      return .confirm(waiter)
    case .restore(channel):
      if channels[channel] != nil { channels[channel] = true }
      unrestored -= 1
      return unrestored == 0 ? .restored : .nothing
    case .unsubscribe(channel): return .nothing
    default: return unexpected
    }
  }

  private mutating func refused(_ error: RedisReplyError) -> ReplyAction {
    switch unanswered.popFirst()?.request {
    case .subscribe(let channel, let waiter):
      if channels[channel] == false { channels[channel] = nil }
      return .refuse(waiter, error)
    // A channel that was allowed and is not any more: without it nothing can be promised.
    case .restore, .unsubscribe, .ping: return .fail(RedisError(reply: error))
    case nil: return unexpected
    }
  }

  private var unexpected: ReplyAction {
    .fail(RedisError(.protocolViolation, "Redis sent a subscriber something else than messages and confirmations."))
  }
}
