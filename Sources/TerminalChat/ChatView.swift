import ChatClient
import ChatModel
import JSONText
import Rendering

/// What somebody in front of a terminal sees of a chat: turns events into lines, and knows the room in front.
struct ChatView: Sendable {
  struct Room: Sendable {
    var info: RoomInfo
    var members: [MemberID: ChatMember]
    /// Whether anything was ever said there.
    var hasMessages: Bool
  }

  /// Messages shown on coming into a room.
  static let earlier = 20
  /// Lines of one message; what is longer is cut off.
  static let linesOfMessage = 40

  let server: String
  let palette: Palette
  /// Columns of the terminal the lines are for; nil for none.
  var columns: Int?
  var rooms: [RoomID: Room] = [:]
  /// The room in front.
  private(set) var current: RoomID?
  /// The room that comes in front once it is joined.
  private(set) var wanted: RoomID?
  private(set) var me: ChatMember?
  private(set) var isLive = false
  /// Whether there is no connection, nor a first attempt to make one.
  private(set) var isAway = false
  private var wasLive = false
  /// Why there is no connection, as it was told last.
  private var complaint: String?

  init(server: String, room: RoomID?, palette: Palette) {
    self.server = server
    self.palette = palette
    wanted = room
  }

  /// The room that what is typed is about: one that is just being joined before the one in front.
  var addressed: RoomID? { wanted ?? current }

  /// What stands in front of the line being typed.
  var prompt: String {
    let room = addressed?.rawValue ?? ""
    return isLive ? "\(room)> " : "\(room) (offline)> "
  }

  /// Somebody wants another room in front: at once, if it was joined before.
  mutating func turn(to room: RoomID) {
    if rooms[room] != nil { (current, wanted) = (room, nil) } else { wanted = room }
  }

  /// The server says what one is called: told where it is news, however often and wherever it is said.
  mutating func called(_ name: String) -> [String] {
    guard var json = me?.json, me?.name != name else { return [] }
    json["username"] = .string(name)
    me = ChatMember(json: json)
    return [note("You are \(TerminalText.escaped(name)) now.", in: nil)]
  }

  /// Somebody gave up wanting a room.
  mutating func giveUp(_ room: RoomID) {
    if wanted == room { wanted = nil }
  }

  /// One is out of a room.
  mutating func left(_ room: RoomID) {
    rooms[room] = nil
    giveUp(room)
    if current == room { current = rooms.keys.sorted().first }
  }

  /// What is shown of an event.
  mutating func lines(for event: ChatEvent) -> [String] {
    switch event {
    case .state(let state): lines(for: state)
    case .session(let member, _): met(member)
    case .joined(let snapshot): joined(snapshot)
    case .gap(let room, let gap): [note(Self.words(for: gap, in: room), in: nil)]
    case .reset(let room): began(room)
    case .roomLost(let room, let error): lost(room, error)
    case .message(let message): heard(message)
    case .messageUpdate(let message): changed(message)
    case .messagesRemoved(let room, _): [note("Earlier messages were removed.", in: room)]
    case .messagesRestored(let room, _, _): [note("Removed messages are back: /history shows them.", in: room)]
    case .memberAdd(let member): came(member)
    case .memberDelete(let leave): went(leave)
    case .memberUpdate(let member): became(member)
    case .memberList(let room, let members): listed(members, in: room)
    case .roomUpdate(let info): updated(info)
    case .typing: []
    case .kicked(let kick): kicked(kick)
    case .notice(let notice): lines(for: notice)
    case .dropped(let count): [note("\(count) events are not shown: they came too fast.", in: nil)]
    }
  }

  /// A line about the chat, not from people.
  func note(_ text: String, in room: RoomID?, warns: Bool = false) -> String {
    let line = front(room) + "* " + text
    return warns ? palette.warning(line) : palette.faint(line)
  }

  /// Names the room, unless it is the one in front.
  func front(_ room: RoomID?) -> String { room.map { $0 == current ? "" : "[\($0)] " } ?? "" }

  private mutating func lines(for state: ClientState) -> [String] {
    defer { isLive = state == .live }
    switch state {
    case .idle, .closed: return []
    case .connecting(let attempt): return attempt == 1 && !wasLive ? [note("Connecting to \(server).", in: nil)] : []
    case .live:
      defer { wasLive = true }
      (isAway, complaint) = (false, nil)
      return wasLive ? [note("Connected again.", in: nil)] : []
    case .reconnecting(let wait, let error):
      isAway = true
      // It is tried for as long as it takes: only another reason is news.
      if error.words == complaint { return [] }
      complaint = error.words
      let what = isLive ? "The connection is lost" : wasLive ? "There is still no connection" : "There is no connection"
      let when = TimeText.length(wait)
      return [note("\(what): \(error.words) It is tried again in \(when).", in: nil, warns: true)]
    case .expelled:
      rooms = [:]
      (current, isAway) = (nil, false)
      return [note("The server closed the connection: you are in no room. /join ROOM connects again.", in: nil)]
    }
  }

  private mutating func met(_ member: ChatMember) -> [String] {
    defer { me = member }
    if me?.id == member.id { return [] }
    let name = palette.name(TerminalText.escaped(member.name))
    return me == nil ? [note("You are \(name).", in: nil)] : [note("You are \(name) now: a new guest.", in: nil)]
  }

  private mutating func joined(_ snapshot: RoomSnapshot) -> [String] {
    let isBack = rooms[snapshot.room] != nil
    let members = Dictionary(snapshot.members.map { ($0.id, $0) }) { $1 }
    rooms[snapshot.room] = Room(info: snapshot.info, members: members, hasMessages: snapshot.position.seq > 0)
    if wanted == snapshot.room || current == nil { current = snapshot.room }
    giveUp(snapshot.room)
    let messages = snapshot.messages.suffix(Self.earlier).flatMap { lines(for: $0) }
    guard !isBack || snapshot.status == .reset && !messages.isEmpty else { return [] }
    return messages + [note(Self.words(for: snapshot.info), in: nil)]
  }

  private func began(_ room: RoomID) -> [String] {
    guard rooms[room]?.hasMessages == true else { return [] }
    return [note("\(room) began anew: what was said there before does not count any more.", in: nil)]
  }

  private mutating func lost(_ room: RoomID, _ error: ChatClientError) -> [String] {
    left(room)
    return [note("You are not in \(room): \(error.words)", in: nil, warns: true)]
  }

  private mutating func kicked(_ kick: Kick) -> [String] {
    left(kick.room)
    let by = kick.by.map { " by \(TerminalText.escaped($0))" } ?? ""
    let why = kick.reason.isEmpty ? "" : " Reason: \(TerminalText.escaped(kick.reason).asSentence)"
    let text =
      switch kick.ban {
      case .none: "You were taken out of \(kick.room)\(by).\(why) /join \(kick.room) brings you back."
      case .until(let end): "You are banned from \(kick.room)\(by) until \(TimeText.moment(end)).\(why)"
      case .forever: "You are banned from \(kick.room)\(by) without end.\(why)"
      }
    return [note(text, in: nil, warns: true)]
  }

  private func lines(for notice: Notice) -> [String] {
    let kind = notice.code == "announcement" ? "Announcement: " : ""
    let until = notice.until.map { $0 > 0 ? " Until \(TimeText.moment($0))." : "" } ?? ""
    let words = TerminalText.escaped(notice.text)
    let text = kind + (until.isEmpty ? words : words.asSentence) + until
    return [note(text, in: notice.room, warns: notice.severity != .info)]
  }
}
