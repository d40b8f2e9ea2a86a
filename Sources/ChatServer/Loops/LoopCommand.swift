import ChatTransport
import NIOCore

/// What the chat asks of a socket loop. The commands of one loop are carried out strictly in order.
enum LoopCommand: Sendable {
  /// To everybody who is in the room on this loop.
  case publish(RoomNumber, RoomFrame, RoomFrame.Urgency)
  /// One Socket.IO packet to one connection, after all that was published in its rooms up to now.
  case send(ConnectionNumber, ByteBuffer)
  /// The same for a packet whose place among the rooms' events does not matter, so that they can be joined further.
  case sendUnordered(ConnectionNumber, ByteBuffer)
  /// Events of a room to one connection, as all others got them.
  case sendFrames(ConnectionNumber, [RoomFrame])
  /// From here on the connection gets what is published in the room.
  case enter(ConnectionNumber, RoomNumber)
  /// From here on it does not.
  case leave(ConnectionNumber, RoomNumber)
  /// The connection leaves all rooms and gives its state to whoever waits for it.
  case detach(ConnectionNumber)
  /// Lets the client in under its public id.
  case accept(ConnectionNumber, sid: String)
  /// Does not let the client in: message, and one JSON value with the details. Old clients get no details; they may get
  /// a word instead of the message.
  case refuse(ConnectionNumber, message: String, word: String?, data: [UInt8])
  /// Tells the client that it is out, for good, and closes.
  case dismiss(ConnectionNumber)
  /// Reports as soon as little is left in the connection's outbox.
  case reportWhenDrained(ConnectionNumber)
  /// Closes the transport; stock clients come back.
  case close(ConnectionNumber, EngineCloseReason)
}
