import ChatTransport
import JSONText
import SocketIO

/// What a socket loop tells the chat. The events of one connection come in order.
enum LoopEvent: Sendable {
  /// A client asks to connect, from this address.
  case connect(ConnectionNumber, loop: Int, address: String, auth: JSONObject?)
  /// A client's event.
  case request(ConnectionNumber, SocketIOEvent)
  /// The client left by its own word; the transport stays.
  case disconnected(ConnectionNumber)
  /// The transport is gone.
  case closed(ConnectionNumber, EngineCloseReason)
  /// The client has taken most of what it was sent, as `reportWhenDrained` asked to know.
  case drained(ConnectionNumber)
  /// The connection is about to move to a WebSocket: the chat answers with `detach`.
  case moving(ConnectionNumber, loop: Int)
  /// It has arrived on this loop.
  case moved(ConnectionNumber, loop: Int)
}
