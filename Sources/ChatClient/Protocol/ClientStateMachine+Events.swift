import ChatModel
import JSONText

/// What comes from the server.
extension ClientStateMachine {
  /// A text message came.
  mutating func received(_ text: [UInt8], now: ContinuousClock.Instant) -> [Action] {
    guard let action = wire?.received(text, now: now) else { return [] }
    switch action {
    case .nothing: break
    case .send(let bytes): act(.send(bytes))
    case .connected: wentLive(now: now)
    case .refused(let error): close(error)
    case .expelled: expelled()
    case .event(let name, let arguments): happened(name, arguments, now: now)
    case .acknowledged(let id, let arguments): acknowledged(id, arguments, now: now)
    case .ended:
      giveUp(ChatClientError(.connectionLost, "The server closed the connection."), now: now)
    case .violation(let error): giveUp(error, now: now)
    }
    return takeActions()
  }

  mutating func giveUp(_ error: ChatClientError, now: ContinuousClock.Instant) {
    act(.closeTransport)
    lost(error, now: now)
  }

  private mutating func acknowledged(_ id: Int64, _ arguments: [JSONValue], now: ContinuousClock.Instant) {
    guard let awaited = awaited.removeValue(forKey: id) else { return }
    let outcome = Self.outcome(arguments.first)
    switch awaited {
    case .request(let request): answered(request, outcome, now: now)
    case .room(let room): joined(room, ack: id, outcome, now: now)
    }
  }

  private static func outcome(_ answer: JSONValue?) -> Result<JSONObject, ChatClientError> {
    guard let fields = answer?.objectValue else {
      return .failure(.violation("The server's answer is not understood."))
    }
    return fields["ok"] == true ? .success(fields) : .failure(ChatClientError(envelope: fields["error"]))
  }

  /// An event; what is not known, or not as it must be, is passed over.
  private mutating func happened(_ name: String, _ arguments: ArraySlice<JSONValue>, now: ContinuousClock.Instant) {
    let fields = arguments.first?.objectValue
    switch name {
    case "messages": if let message = fields.flatMap({ ChatMessage(json: $0) }) { heard(message) }
    case "session": session(fields)
    case "member_add": if let member = fields.flatMap({ ChatMember(json: $0) }) { emit(.memberAdd(member)) }
    case "member_delete": memberLeft(arguments)
    case "member_history": members(fields)
    case "notice": if let fields { told(Notice(json: fields)) }
    case "room_update": if let info = fields.flatMap({ RoomInfo(json: $0) }) { emit(.roomUpdate(info)) }
    default:
      if let fields, let room = fields["room"]?.stringValue.flatMap({ RoomID($0) }) {
        happened(name, in: room, fields, now: now)
      }
    }
  }

  private mutating func happened(
    _ name: String, in room: RoomID, _ fields: JSONObject, now: ContinuousClock.Instant
  ) {
    switch name {
    case "message_update":
      guard let message = fields["message"]?.objectValue.flatMap({ ChatMessage(json: $0) }) else { return }
      emit(.messageUpdate(message))
    case "messages_removed":
      if let seq = fields["up_to_seq"]?.int64Value { emit(.messagesRemoved(room, upToSeq: seq)) }
    case "messages_restored":
      guard let from = fields["from_seq"]?.int64Value, let to = fields["to_seq"]?.int64Value else { return }
      emit(.messagesRestored(room, fromSeq: from, toSeq: to))
    case "member_update":
      guard let member = fields["member"]?.objectValue.flatMap({ ChatMember(json: $0) }) else { return }
      if member.id == me?.id { me = member }
      emit(.memberUpdate(member))
    case "typing":
      guard let member = fields["member"]?.stringValue.flatMap({ MemberID($0) }) else { return }
      emit(.typing(room, member, username: fields["username"]?.stringValue ?? ""))
    case "room_reset": sendJoin(room)
    case "kicked": kicked(room, fields, now: now)
    default: break
    }
  }

  private mutating func session(_ fields: JSONObject?) {
    guard let member = fields?["member"]?.objectValue.flatMap({ ChatMember(json: $0) }) else { return }
    me = member
    let newest = fields?["resume"]?.stringValue
    resume = newest ?? resume
    emit(.session(member, resume: newest))
  }

  private mutating func told(_ notice: Notice) {
    if notice.code == "server_stopping", let wait = notice.retryAfter {
      comeBack = .milliseconds(min(max(wait, 0), 60_000))
    }
    emit(.notice(notice))
  }

  private mutating func memberLeft(_ arguments: ArraySlice<JSONValue>) {
    guard let socket = arguments.first?.stringValue, let fields = arguments.dropFirst().first?.objectValue,
      let room = fields["room"]?.stringValue.flatMap({ RoomID($0) }),
      let member = fields["member"]?.stringValue.flatMap({ MemberID($0) })
    else { return }
    let reason = fields["reason"]?.stringValue ?? ""
    emit(.memberDelete(MemberLeave(room: room, member: member, socket: socket, reason: reason)))
  }

  private mutating func members(_ fields: JSONObject?) {
    let members = fields?.entries.compactMap { $0.value.objectValue.flatMap { ChatMember(json: $0) } } ?? []
    if let room = members.first?.room { emit(.memberList(room, members)) }
  }

  private mutating func kicked(_ room: RoomID, _ fields: JSONObject, now: ContinuousClock.Instant) {
    let ban: Kick.Ban =
      switch fields["banned_until"] {
      case nil: .none
      case .number(let number)?: number.int64.map { .until($0) } ?? .forever
      default: .forever
      }
    let kick = Kick(
      room: room, reason: fields["reason"]?.stringValue ?? "", by: fields["by"]?.stringValue, ban: ban)
    emit(.kicked(kick))
    let code = ban == .none ? ErrorCode.notInRoom : .banned
    forget(room, because: ChatClientError(.init(code), "The client was taken out of \(room)."), now: now)
  }
}
