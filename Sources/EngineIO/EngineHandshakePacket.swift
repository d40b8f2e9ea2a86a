/// The first packet of a session: type `0` and a JSON object with exactly the five fields of the protocol.
public struct EngineHandshakePacket: Sendable, Hashable {
  /// The session's secret id; letters, digits, `-` and `_`.
  public var sid: String
  /// Whether the client may upgrade to WebSocket.
  public var offersWebSocket: Bool
  /// The heartbeat.
  public var heartbeat: Heartbeat
  /// The most bytes of a polling payload.
  public var maxPayload: Int

  /// A handshake with all its fields.
  public init(sid: String, offersWebSocket: Bool, heartbeat: Heartbeat, maxPayload: Int) {
    self.sid = sid
    self.offersWebSocket = offersWebSocket
    self.heartbeat = heartbeat
    self.maxPayload = maxPayload
  }

  /// The packet as text.
  public var text: String {
    "0{\"sid\":\"\(sid)\",\"upgrades\":\(offersWebSocket ? "[\"websocket\"]" : "[]"),"
      + "\"pingInterval\":\(heartbeat.intervalMilliseconds),\"pingTimeout\":\(heartbeat.timeoutMilliseconds),"
      + "\"maxPayload\":\(maxPayload)}"
  }
}
