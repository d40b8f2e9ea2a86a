import ChatClient
import ChatModel
import Rendering

extension ChatView {
  /// What changed in a room's settings; the number of people is not worth a line.
  mutating func updated(_ info: RoomInfo) -> [String] {
    guard let before = rooms[info.room]?.info else { return [] }
    rooms[info.room]?.info = info
    var lines: [String] = []
    if before.topic != info.topic {
      let topic = info.topic.isEmpty ? "The topic is gone." : "The topic is now: \(TerminalText.escaped(info.topic))"
      lines.append(note(topic, in: info.room))
    }
    if before.isLocked != info.isLocked {
      let lock = info.isLocked ? "locked: only moderators can write" : "unlocked: everybody can write"
      lines.append(note("The room is \(lock).", in: info.room))
    }
    if before.slowModeMilliseconds != info.slowModeMilliseconds {
      let wait = TimeText.length(info.slowModeMilliseconds)
      let text = info.slowModeMilliseconds > 0 ? "Slow mode: one message each \(wait)." : "Slow mode is over."
      lines.append(note(text, in: info.room))
    }
    return lines
  }

  static func words(for info: RoomInfo) -> String {
    var text = "In \(info.room): \(info.count == 1 ? "1 person" : "\(info.count) people")."
    if !info.topic.isEmpty { text += " Topic: \(TerminalText.escaped(info.topic))" }
    if info.isLocked { text += " The room is locked: only moderators can write." }
    if info.slowModeMilliseconds > 0 {
      text += " Slow mode: one message each \(TimeText.length(info.slowModeMilliseconds))."
    }
    return text
  }

  static func words(for gap: MessageGap, in room: RoomID) -> String {
    let count = max(0, gap.toSeq - gap.fromSeq + 1)
    let what = count == 1 ? "1 message in \(room) was missed" : "\(count) messages in \(room) were missed"
    return gap.isTrimmed
      ? "\(what); some are gone, /history shows what there is."
      : "\(what) and not shown here: /history shows the last ones."
  }
}
