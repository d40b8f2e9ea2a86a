/// The first packet of a session: type `0` and a JSON object with exactly the fields of the protocol.
public struct EngineHandshakePacket: Sendable, Hashable {
  /// The session's secret id; letters, digits, `-` and `_`.
  public var sid: String
  /// Whether the client may upgrade to WebSocket.
  public var offersWebSocket: Bool
  /// The heartbeat.
  public var heartbeat: Heartbeat
  /// The most bytes of a polling payload; not told in version 3.
  public var maxPayload: Int

  /// The protocol it opens.
  public var version: EngineVersion

  /// A handshake with all its fields.
  public init(sid: String, offersWebSocket: Bool, heartbeat: Heartbeat, maxPayload: Int, version: EngineVersion = .four)
  {
    self.sid = sid
    self.offersWebSocket = offersWebSocket
    self.heartbeat = heartbeat
    self.maxPayload = maxPayload
    self.version = version
  }

  /// The packet as text.
  public var text: String {
    "0{\"sid\":\"\(sid)\",\"upgrades\":\(offersWebSocket ? "[\"websocket\"]" : "[]"),"
      + "\"pingInterval\":\(heartbeat.intervalMilliseconds),\"pingTimeout\":\(heartbeat.timeoutMilliseconds)"
      + (version == .four ? ",\"maxPayload\":\(maxPayload)}" : "}")
  }
}
