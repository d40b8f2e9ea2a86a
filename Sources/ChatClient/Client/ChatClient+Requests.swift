public import ChatModel
import JSONText

extension ChatClient {
  /// Joins a room, or joins it again to go on from `since`.
  ///
  /// From then on the client is in that room, and joins it again after each reconnect. What the answer holds comes as
  /// ``ChatEvent/joined(_:)`` too, and what was missed since `since` as events behind it.
  ///
  /// - Parameters:
  ///   - room: the room; it is made, if there is none and that is allowed.
  ///   - since: everything up to here has been seen; nil for the newest messages.
  ///   - limit: how many of the newest messages, up to 200; nil for the server's choice.
  @discardableResult
  public func join(
    _ room: RoomID, since: LogPosition? = nil, limit: Int? = nil
  ) async throws(ChatClientError) -> RoomSnapshot {
    guard case .joined(let snapshot) = try await answer(to: .join(room, since: since, limit: limit)) else {
      throw .notUnderstood
    }
    return snapshot
  }

  /// Leaves a room; nothing of it comes any more.
  public func leave(_ room: RoomID) async throws(ChatClientError) { _ = try await fields(of: .leave(room)) }

  /// Says something and waits until it is in the room's log.
  ///
  /// Over reconnects it is repeated with the same `clientID`, so that it is there once; so it is when the server asks
  /// to wait (`rate_limited`, `store_unavailable`). Messages of one room go out one after another, in the order of the
  /// calls. An error with ``ChatClientError/mayHaveHappened`` leaves open whether it was accepted: saying it again with
  /// the same `clientID` within five minutes adds nothing if it was.
  ///
  /// - Parameters:
  ///   - text: at most 4 KiB.
  ///   - room: a room the client is in.
  ///   - clientID: the caller's own name for the message; nil for a new one.
  ///   - hops: over how many programs it came about, for programs that answer programs.
  @discardableResult
  public func send(
    _ text: String, in room: RoomID, clientID: ClientMessageID? = nil, hops: Int64 = 0
  ) async throws(ChatClientError) -> SendReceipt {
    let request = ClientRequest.send(room: room, text: text, clientID: clientID ?? .random(), hops: hops)
    let answer = try await fields(of: request)
    guard let id = answer["id"]?.int64Value.flatMap({ MessageID($0) }), let seq = answer["seq"]?.int64Value else {
      throw .notUnderstood
    }
    return SendReceipt(id: id, seq: seq, date: answer["date"]?.int64Value ?? id.date)
  }

  /// A part of the log of a room the client is in.
  ///
  /// - Parameters:
  ///   - room: the room.
  ///   - anchor: which part.
  ///   - limit: how many messages, up to 200; nil for the server's choice.
  public func history(
    of room: RoomID, _ anchor: HistoryAnchor = .newest, limit: Int? = nil
  ) async throws(ChatClientError) -> HistoryPage {
    var payload: JSONObject = ["room": .string(room.rawValue)]
    switch anchor {
    case .newest: break
    case .before(let seq): payload["before"] = .number(JSONNumber(seq))
    case .after(let seq): payload["after"] = .number(JSONNumber(seq))
    case .around(let seq): payload["around"] = .number(JSONNumber(seq))
    }
    payload.add("limit", limit)
    let answer = try await ask("history", payload)
    guard let epoch = answer["epoch"]?.stringValue.flatMap({ Epoch($0) }), let seq = answer["seq"]?.int64Value,
      let position = LogPosition(epoch: epoch, seq: seq)
    else { throw .notUnderstood }
    return HistoryPage(
      messages: answer["messages"].objects.compactMap { ChatMessage(json: $0) },
      firstSeq: answer["first_seq"]?.int64Value ?? 1, position: position)
  }

  /// Some people of a room the client is in; go on with the page's cursor while there is one.
  ///
  /// - Parameters:
  ///   - room: the room.
  ///   - cursor: where to go on; nil for the beginning.
  ///   - match: only those whose name holds this.
  ///   - limit: how many, up to 200; nil for the server's choice.
  public func members(
    of room: RoomID, cursor: String? = nil, match: String? = nil, limit: Int? = nil
  ) async throws(ChatClientError) -> MembersPage {
    var payload: JSONObject = ["room": .string(room.rawValue)]
    payload.add("cursor", cursor)
    payload.add("match", match)
    payload.add("limit", limit)
    let answer = try await ask("members", payload)
    return MembersPage(
      members: answer["members"].objects.compactMap { ChatMember(json: $0) }, cursor: answer["cursor"]?.stringValue)
  }

  /// Some of the rooms; go on with the page's cursor while there is one.
  ///
  /// - Parameters:
  ///   - match: only those whose id holds this.
  ///   - cursor: where to go on; nil for the beginning.
  public func rooms(match: String? = nil, cursor: String? = nil) async throws(ChatClientError) -> RoomsPage {
    var payload = JSONObject()
    payload.add("match", match)
    payload.add("cursor", cursor)
    let answer = try await ask("rooms", payload)
    let rooms = answer["rooms"].objects.compactMap { room in
      room["room"]?.stringValue.flatMap { RoomID($0) }.map { id in
        RoomSummary(room: id, topic: room["topic"]?.stringValue ?? "", count: room["count"]?.int64Value ?? 0)
      }
    }
    return RoomsPage(rooms: rooms, cursor: answer["cursor"]?.stringValue)
  }

  /// Takes another name, in all rooms.
  ///
  /// - Returns: the name as the server has it.
  @discardableResult
  public func rename(to name: String) async throws(ChatClientError) -> String {
    try await ask("rename", ["name": .string(name)])["name"]?.stringValue ?? name
  }

  /// Does what moderators may do. It is not repeated when the connection is lost before the answer: the error says then
  /// that it may have happened.
  ///
  /// - Parameters:
  ///   - act: what to do.
  ///   - room: where.
  ///   - reason: what the people concerned are told.
  /// - Returns: the act's id.
  @discardableResult
  public func moderate(
    _ act: ModerationAct, in room: RoomID, reason: String? = nil
  ) async throws(ChatClientError) -> String {
    var payload = act.fields
    payload["room"] = .string(room.rawValue)
    payload.add("reason", reason)
    return try await ask("moderate", payload, isRepeatable: false)["act"]?.stringValue ?? ""
  }

  private func ask(
    _ name: String, _ payload: JSONObject, isRepeatable: Bool = true
  ) async throws(ChatClientError) -> JSONObject {
    try await fields(of: .ask(name, payload, isRepeatable: isRepeatable))
  }

  private func fields(of request: ClientRequest) async throws(ChatClientError) -> JSONObject {
    guard case .fields(let fields) = try await answer(to: request) else { throw .notUnderstood }
    return fields
  }
}

extension ChatClientError {
  fileprivate static let notUnderstood = violation("The server's answer is not understood.")
}

extension JSONObject {
  fileprivate mutating func add(_ key: String, _ text: String?) {
    if let text { self[key] = .string(text) }
  }

  fileprivate mutating func add(_ key: String, _ number: Int?) {
    if let number { self[key] = .number(JSONNumber(Int64(number))) }
  }
}

extension ClientMessageID {
  /// A new id: 128 random bits.
  static func random() -> ClientMessageID {
    let text = String(UInt64.random(in: 0 ... .max), radix: 36) + "-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    guard let id = ClientMessageID(text) else { preconditionFailure("Base 36 is of the alphabet.") }
    return id
  }
}
