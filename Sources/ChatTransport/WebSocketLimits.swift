public import NIOCore

/// Limits on the messages of a WebSocket.
public struct WebSocketLimits: Sendable, Hashable {
  /// The largest message in bytes, all fragments together. Beyond: closed with 1009.
  public var maxMessageBytes: Int
  /// The most fragments of a message. Beyond: closed with 1008.
  public var maxFragments: Int
  /// From a message's first fragment to its last, at most. Beyond: closed with 1008.
  public var maxFragmentTime: TimeAmount

  /// Limits with all their values.
  public init(
    maxMessageBytes: Int = 64 * 1024, maxFragments: Int = 16, maxFragmentTime: TimeAmount = .seconds(10)
  ) {
    self.maxMessageBytes = maxMessageBytes
    self.maxFragments = maxFragments
    self.maxFragmentTime = maxFragmentTime
  }
}
