public import NIOCore

/// What carries a link: the session on its transport.
protocol LinkCarrier: AnyObject {
  func send(text: ByteBuffer)
  func send(binary: ByteBuffer)
  func flush()
  func overflow()
  func close(_ reason: EngineCloseReason)
  var outboxBytes: Int { get }
}

/// The sending half of a session.
///
/// Bound to ``eventLoop``: every call must be made there, and it is not `Sendable`. What is sent is queued until
/// ``flush()``. The outbox is bounded (``TransportConfiguration/maxOutboxBytes`` and
/// ``TransportConfiguration/maxStall``); a client that does not read is closed as ``EngineCloseReason/slowConsumer``,
/// in a later turn of the loop: sending and flushing never call ``EngineConnection/closed(_:)`` themselves.
/// After the end of the session all calls do nothing.
public final class EngineLink {
  /// The loop the session lives on.
  public let eventLoop: any EventLoop

  private let maxOutboxBytes: Int
  private var carrier: (any LinkCarrier)?
  private var tap: OutboundTap?
  private var isMuted = false

  init(eventLoop: any EventLoop, maxOutboxBytes: Int) {
    self.eventLoop = eventLoop
    self.maxOutboxBytes = maxOutboxBytes
  }

  /// Gives the link what carries it.
  func attach(to carrier: any LinkCarrier, tap: OutboundTap?) {
    self.carrier = carrier
    self.tap = tap
  }

  /// Takes nothing more, although the session has not ended yet.
  func mute() {
    isMuted = true
  }

  /// The session has ended or moved: the link is dead.
  func retire() {
    carrier = nil
    tap = nil
  }

  /// Whether the session is on a WebSocket, so that ``write(frames:)`` may be used.
  public var isWebSocket: Bool { tap != nil }

  /// Whether the session has ended or moved to another link.
  public var isClosed: Bool { carrier == nil }

  /// Queues one text message (without the Engine.IO type byte, which is added). It must be valid UTF-8.
  public func send(text: ByteBuffer) {
    carrier?.send(text: text)
  }

  /// Queues one binary message.
  public func send(binary: ByteBuffer) {
    carrier?.send(binary: binary)
  }

  /// WebSocket only: queues bytes that are complete frames already (see ``WebSocketFraming``) and may be shared by
  /// many links. On a polling link it is a mistake of ours and ignored.
  public func write(frames: ByteBuffer) {
    guard let tap, !isMuted else { return }
    // Only a channel above its water mark can be near the limit; asking for the exact number is dear.
    if !tap.isWritable, tap.pendingBytes + frames.readableBytes > maxOutboxBytes {
      carrier?.overflow()
      return
    }
    tap.write(frames)
  }

  /// WebSocket only: queues complete frames as ``write(frames:)`` does and sends them.
  ///
  /// - Parameter memory: the readable bytes of `frames`, looked up once for all links that get them.
  public func send(frames: ByteBuffer, at memory: UnsafeRawBufferPointer) {
    guard let tap, !isMuted else { return }
    if !tap.isWritable, tap.pendingBytes + memory.count > maxOutboxBytes {
      carrier?.overflow()
      return
    }
    tap.writeAndFlush(memory, of: frames)
  }

  /// Sends what is queued.
  public func flush() {
    if let tap {
      tap.flush()
    } else {
      carrier?.flush()
    }
  }

  /// Bytes queued that the socket, or a poll, has not taken yet.
  public var outboxBytes: Int { carrier?.outboxBytes ?? 0 }

  /// Ends the session: ``EngineConnection/closed(_:)`` is called before this returns.
  ///
  /// What was queued before is still sent for ``EngineCloseReason/normal``, ``EngineCloseReason/serverStopping`` and
  /// ``EngineCloseReason/policy``.
  public func close(_ reason: EngineCloseReason) {
    carrier?.close(reason)
  }
}
