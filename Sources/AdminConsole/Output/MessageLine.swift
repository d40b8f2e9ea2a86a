import ChatModel
import ChatStore
import Rendering

/// A message in one line for people.
enum MessageLine {
  static func text(of message: StoredMessage, in room: RoomID, isUpdate: Bool) -> String {
    "\(Moment.time(message.date)) \(body(of: message, in: room, isUpdate: isUpdate))"
  }

  /// The same without the time.
  static func body(of message: StoredMessage, in room: RoomID, isUpdate: Bool) -> String {
    let name = message.name.isEmpty ? "*" : TerminalText.escaped(message.name)
    let front = "\(room) #\(message.seq)"
    if let stone = message.tombstone {
      let reason = stone.reason.isEmpty ? "" : " (\(TerminalText.escaped(stone.reason)))"
      return "\(front) \(name): [deleted by \(TerminalText.escaped(stone.by))\(reason)]"
    }
    return "\(front) \(name)\(isUpdate ? " [changed]" : ""): \(TerminalText.escaped(message.text))"
  }
}
