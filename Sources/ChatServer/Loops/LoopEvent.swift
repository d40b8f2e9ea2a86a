import ChatModel
import ChatTransport
import JSONText

/// What a socket loop tells the chat. The events of one connection come in order.
enum LoopEvent: Sendable {
  /// A client asks to connect to the namespace.
  case connect(ConnectionNumber, loop: Int, auth: JSONValue?)
  /// A client's event.
  case request(ConnectionNumber, ClientEvent)
  /// The client left for good; the transport may stay.
  case disconnected(ConnectionNumber)
  /// The transport is gone.
  case closed(ConnectionNumber, EngineCloseReason)
  /// The connection moves to a WebSocket: the chat answers with `detach`.
  case moving(ConnectionNumber)
  /// It has arrived on this loop.
  case moved(ConnectionNumber, loop: Int)
}
