public import EngineIO
public import NIOCore
public import TransportSecurity

/// All settings and limits of the transport. Durations are `TimeAmount`, sizes bytes.
public struct TransportConfiguration: Sendable {
  /// The address to bind; default loopback.
  public var host: String = "127.0.0.1"
  /// The port to bind; 0 lets the system pick one.
  public var port: Int = 0
  /// What the server proves who it is with, over TLS; nil to serve without.
  public var certificate: ServerCertificate?
  /// The length of the queue of connections not yet accepted.
  public var backlog: Int32 = 1024

  /// The largest packet or polling payload taken from a client; told to it in the handshake. Beyond: the session is
  /// closed as ``EngineCloseReason/tooLarge``, a POST is answered 413.
  public var maxPayload: Int = 64 * 1024
  /// The most packets taken in one polling payload. Beyond: the session ends.
  public var maxPacketsPerPayloadIn: Int = 1024
  /// The most packets sent in one polling payload (python-engineio refuses more); the rest waits for the next poll.
  public var maxPacketsPerPayloadOut: Int = 16
  /// Between two pings.
  public var pingInterval: TimeAmount = .seconds(25)
  /// From a ping to its pong, at most.
  public var pingTimeout: TimeAmount = .seconds(20)
  /// From a probing WebSocket's opening to packet `5`, at most. Beyond: the WebSocket is closed, polling goes on.
  public var upgradeTimeout: TimeAmount = .seconds(10)
  /// The most messages that wait while a session moves to its WebSocket. Beyond: it ends.
  public var maxQueuedWhileMoving: Int = 1024

  /// The most fragments of a WebSocket message. Beyond: the session ends.
  public var maxFragments: Int = 16
  /// From a message's first fragment to its last, at most. Beyond: the session ends.
  public var maxFragmentTime: TimeAmount = .seconds(10)

  /// The most bytes queued for a client. Beyond: closed as a slow consumer.
  public var maxOutboxBytes: Int = 1 << 20
  /// The longest time in which a client takes nothing although something is queued. Beyond: closed as slow consumer.
  public var maxStall: TimeAmount = .seconds(10)

  /// The most bytes of a request's first line and headers. Beyond: 431 and the connection ends.
  public var maxHeaderBytes: Int = 32 * 1024
  /// The most header fields. Beyond: 431 and the connection ends.
  public var maxHeaderFields: Int = 64
  /// From a request's first byte (or the connection's opening) to the end of its headers, and again to the end of its
  /// body, at most. Beyond: the connection ends.
  public var maxHeaderTime: TimeAmount = .seconds(10)
  /// How long a connection may stay open between two requests.
  public var keepAlive: TimeAmount = .seconds(75)

  /// The Engine.IO versions that are spoken.
  public var versions: Set<EngineVersion> = [.four]
  /// Which origins may open sessions.
  public var origins: OriginPolicy = OriginPolicy()
  /// Proxies whose word is taken for where a request came from.
  public var trustedProxies: TrustedProxies = TrustedProxies()
  /// How many sessions may be open and opened.
  public var sessions: SessionLimits = SessionLimits()

  /// The defaults.
  public init() {}
}
