public import NIOCore

/// The sending half of a session.
///
/// Bound to ``eventLoop``: every call must be made there, and it is not `Sendable`. What is sent is queued until
/// ``flush()``. The outbox is bounded (``TransportConfiguration/maxOutboxBytes`` and
/// ``TransportConfiguration/maxStall``); a client that does not read is closed as ``EngineCloseReason/slowConsumer``.
/// After the end of the session all calls do nothing.
public final class EngineLink {
  /// The loop the session lives on.
  public let eventLoop: any EventLoop

  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  /// Whether the session is on a WebSocket, so that ``write(frames:)`` may be used.
  public var isWebSocket: Bool { false }

  /// Whether the session has ended or moved to another link.
  public var isClosed: Bool { true }

  /// Queues one text message (without the Engine.IO type byte, which is added). It must be valid UTF-8.
  public func send(text: ByteBuffer) {}

  /// Queues one binary message.
  public func send(binary: ByteBuffer) {}

  /// WebSocket only: queues bytes that are complete frames already (see ``WebSocketFraming``) and may be shared by
  /// many links. On a polling link it is a mistake of ours and ignored.
  public func write(frames: ByteBuffer) {}

  /// Sends what is queued.
  public func flush() {}

  /// Bytes queued that the socket, or a poll, has not taken yet.
  public var outboxBytes: Int { 0 }

  /// Ends the session: ``EngineConnection/closed(_:)`` is called before this returns.
  ///
  /// What was queued before is still sent for ``EngineCloseReason/normal``, ``EngineCloseReason/serverStopping`` and
  /// ``EngineCloseReason/policy``.
  public func close(_ reason: EngineCloseReason) {}
}
