import ChatClient
import ChatModel
import Rendering

extension ChatView {
  mutating func came(_ member: ChatMember) -> [String] {
    guard let room = member.room, let known = rooms[room]?.members.updateValue(member, forKey: member.id) else {
      guard let room = member.room, rooms[room] != nil, member.id != me?.id else { return [] }
      return [note("\(TerminalText.escaped(member.name)) came.", in: room)]
    }
    return known.name == member.name ? [] : became(member)
  }

  mutating func went(_ leave: MemberLeave) -> [String] {
    guard let member = rooms[leave.room]?.members.removeValue(forKey: leave.member), member.id != me?.id else {
      return []
    }
    let what =
      switch leave.reason {
      case "kicked": "was taken out"
      case "banned": "was banned"
      case "disconnected", "server_gone": "lost the connection"
      default: "left"
      }
    return [note("\(TerminalText.escaped(member.name)) \(what).", in: leave.room)]
  }

  mutating func became(_ member: ChatMember) -> [String] {
    let isMe = member.id == me?.id
    var lines = isMe ? called(member.name) : []
    guard let room = member.room, let before = rooms[room]?.members.updateValue(member, forKey: member.id) else {
      return lines
    }
    let name = TerminalText.escaped(member.name)
    if !isMe, before.name != member.name {
      lines.append(note("\(TerminalText.escaped(before.name)) is \(name) now.", in: room))
    }
    if before.role != member.role {
      lines.append(note(isMe ? "You are \(member.role) now." : "\(name) is \(member.role) now.", in: room))
    }
    return lines
  }

  mutating func listed(_ members: [ChatMember], in room: RoomID) -> [String] {
    rooms[room]?.members = Dictionary(members.map { ($0.id, $0) }) { $1 }
    return []
  }

  /// A line for each of these people.
  func lines(for members: [ChatMember], in room: RoomID) -> [String] {
    members.sorted { ($0.name, $0.id.rawValue) < ($1.name, $1.id.rawValue) }.map { member in
      var marks: [String] = []
      if member.id == me?.id { marks.append("you") }
      if member.role > .member { marks.append(member.role.rawValue) }
      if member.isBot { marks.append("bot") }
      let mark = marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))"
      return "  \(palette.name(TerminalText.escaped(member.name)))\(mark)  \(palette.faint(member.id.short))"
    }
  }
}
