import ChatModel
import ChatStore
import NIOCore

/// Writes messages in a dump's form: the same message is the same bytes, wherever the dump was interrupted.
protocol DumpEncoder: Sendable {
  /// What the file begins with.
  var header: [UInt8] { get }
  /// What it ends with.
  var footer: [UInt8] { get }
  /// A message; nil for what is none.
  func encode(_ message: DumpMessage, room: RoomID) -> [UInt8]?
}

/// A message of a dump: as it is stored, and read only if somebody asks.
struct DumpMessage {
  let json: ByteBuffer
  /// Read already, where a filter needed it.
  var read: StoredMessage?

  var message: StoredMessage? { read ?? StoredMessage(json) }
}

/// One message a line, as it is stored.
struct JSONLinesDumpEncoder: DumpEncoder {
  let disguise: DumpDisguise?
  var header: [UInt8] { [] }
  var footer: [UInt8] { [] }

  func encode(_ message: DumpMessage, room: RoomID) -> [UInt8]? {
    if let disguise { return disguise.applied(to: message.json).map { $0 + [0x0A] } }
    var bytes = Array(message.json.readableBytesView)
    // No line break of a damaged entry may make two lines of one.
    if bytes.contains(0x0A) { bytes = bytes.map { $0 == 0x0A ? 0x20 : $0 } }
    bytes.append(0x0A)
    return bytes
  }
}
