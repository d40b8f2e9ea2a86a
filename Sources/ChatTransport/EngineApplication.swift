public import NIOCore

/// What is built on the transport: one value a server, called on the event loops of its sessions.
///
/// A session begins with ``connected(_:handshake:)`` and ends with exactly one ``EngineConnection/closed(_:)``. In
/// between it may change once from polling to WebSocket, and with that maybe to another event loop: then
/// ``EngineConnection/detach(_:)`` takes its state out as a value and ``adopted(_:by:)`` makes a connection of it again.
public protocol EngineApplication: Sendable {
  /// The application's half of a session; bound to one event loop.
  associatedtype Connection: EngineConnection

  /// A session opened. The handshake packet is already on its way, so `link` may be used at once.
  ///
  /// Called on `link.eventLoop`.
  func connected(_ link: EngineLink, handshake: EngineHandshake) -> Connection

  /// The session goes on over WebSocket, maybe on another loop than before.
  ///
  /// What was still queued for the polling transport has been written to `link` before this call; messages that came
  /// over the WebSocket meanwhile are delivered right after it. Called on `link.eventLoop`.
  func adopted(_ state: Connection.Detached, by link: EngineLink) -> Connection
}

/// One session as the application sees it. All calls come on the event loop of its ``EngineLink``.
public protocol EngineConnection: AnyObject {
  /// The connection's state as a value, to be moved to another event loop.
  associatedtype Detached: Sendable

  /// A text message, without its Engine.IO type byte. It is valid UTF-8. Messages come in order.
  func receive(text: ByteBuffer)

  /// A binary message.
  func receive(binary: ByteBuffer)

  /// All that was read in this turn has been delivered: the place to flush what the messages caused.
  func receiveComplete()

  /// The session moves to a WebSocket: hand over the state by calling `done` once, now or later, on this event loop.
  ///
  /// Until then nothing new is delivered here; what the WebSocket brings waits (at most
  /// ``TransportConfiguration/maxQueuedWhileMoving`` messages and ``TransportConfiguration/maxOutboxBytes`` bytes).
  /// What is sent on the link before `done` is called goes out first. After `done` the link is dead and this
  /// connection hears no more.
  func detach(_ done: @escaping (Detached) -> Void)

  /// The session has ended. Called exactly once, and last; not after a detach is complete (the adopting connection
  /// gets it then). If a detach was asked for and not yet answered, calling `done` afterwards has no effect.
  func closed(_ reason: EngineCloseReason)
}
