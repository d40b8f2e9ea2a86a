public import NIOCore

/// What a subscriber's connection brings, in order.
public enum RedisSubscriberEvent: Sendable {
  /// A message on a channel that is subscribed to.
  case message(channel: String, payload: ByteBuffer)
  /// The connection is gone: messages may be missed from here on. Not repeated for failed attempts to reconnect.
  case linkLost(RedisError)
  /// The connection stands and every channel of before is confirmed again; also after the first connect.
  case linkRestored
  /// What was read in one go has been delivered.
  case readComplete
}
