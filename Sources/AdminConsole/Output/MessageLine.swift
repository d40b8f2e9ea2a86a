import ChatModel
import ChatStore

/// A message in one line for people.
enum MessageLine {
  static func text(of message: StoredMessage, in room: RoomID, isUpdate: Bool) -> String {
    let time = Moment.time(message.date)
    let name = message.name.isEmpty ? "*" : shown(message.name)
    let front = "\(time) \(room) #\(message.seq)"
    if let stone = message.tombstone {
      let reason = stone.reason.isEmpty ? "" : " (\(shown(stone.reason)))"
      return "\(front) \(name): [deleted by \(shown(stone.by))\(reason)]"
    }
    return "\(front) \(name)\(isUpdate ? " [changed]" : ""): \(shown(message.text))"
  }
}
