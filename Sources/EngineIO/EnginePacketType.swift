/// The packet types of Engine.IO protocol version 4. The raw value is the ASCII digit that begins a text packet.
public enum EnginePacketType: UInt8, Sendable, Hashable, CaseIterable {
  /// `0`: the handshake, server to client.
  case open = 0x30
  /// `1`: this transport can be closed.
  case close = 0x31
  /// `2`: heartbeat, server to client; `2probe` from the client in an upgrade.
  case ping = 0x32
  /// `3`: the answer to a ping; `3probe` from the server in an upgrade.
  case pong = 0x33
  /// `4`: a message of the layer above.
  case message = 0x34
  /// `5`: the client's last word in an upgrade.
  case upgrade = 0x35
  /// `6`: nothing; ends an open poll during an upgrade.
  case noop = 0x36
}
