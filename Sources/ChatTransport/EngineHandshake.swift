public import EngineIO
public import NIOCore

/// What is known about a client when its session opens.
public struct EngineHandshake: Sendable {
  /// The transport the session began on.
  public enum Transport: Sendable, Hashable {
    /// HTTP long-polling.
    case polling
    /// WebSocket from the start.
    case webSocket
  }

  /// The request's path without its query, such as `/socket.io/`.
  public var path: String
  /// Header `Origin`, if a browser sent one. It has passed the origin check.
  public var origin: String?
  /// Header `Host`.
  public var host: String?
  /// Header `User-Agent`: untrusted text.
  public var userAgent: String?
  /// The peer's IP address as text, without port; empty for a Unix socket.
  public var remoteAddress: String
  /// The transport the session began on.
  public var transport: Transport
  /// The Engine.IO version that the client speaks.
  public var version: EngineVersion
  /// The session's event loop.
  public var eventLoop: any EventLoop

  /// A handshake with all its fields.
  public init(
    path: String, origin: String? = nil, host: String? = nil, userAgent: String? = nil, remoteAddress: String,
    transport: Transport, version: EngineVersion = .four, eventLoop: any EventLoop
  ) {
    self.path = path
    self.origin = origin
    self.host = host
    self.userAgent = userAgent
    self.remoteAddress = remoteAddress
    self.transport = transport
    self.version = version
    self.eventLoop = eventLoop
  }
}
