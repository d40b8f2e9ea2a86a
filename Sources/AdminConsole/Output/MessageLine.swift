import ChatModel
import ChatStore

/// A message in one line for people.
enum MessageLine {
  static func text(of message: StoredMessage, in room: RoomID, isUpdate: Bool) -> String {
    "\(Moment.time(message.date)) \(body(of: message, in: room, isUpdate: isUpdate))"
  }

  /// The same without the time.
  static func body(of message: StoredMessage, in room: RoomID, isUpdate: Bool) -> String {
    let name = message.name.isEmpty ? "*" : shown(message.name)
    let front = "\(room) #\(message.seq)"
    if let stone = message.tombstone {
      let reason = stone.reason.isEmpty ? "" : " (\(shown(stone.reason)))"
      return "\(front) \(name): [deleted by \(shown(stone.by))\(reason)]"
    }
    return "\(front) \(name)\(isUpdate ? " [changed]" : ""): \(shown(message.text))"
  }
}
