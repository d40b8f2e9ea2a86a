import ChatModel
import JSONText

/// Being in rooms, and going on in them after a break.
extension ClientStateMachine {
  /// Where reading stands in each room.
  var positions: [RoomID: LogPosition] { rooms.compactMapValues(\.position) }

  /// A caller wants to be in a room, or to join it again.
  mutating func wanted(_ room: RoomID, since: LogPosition?, limit: Int?, caller: RequestID) {
    var state = rooms[room] ?? ClientRoom(position: nil, isKept: false)
    let isNew = rooms[room] == nil
    state.callers.append(caller)
    state.limit = limit
    if isNew || state.phase == .inside || since != nil { state.position = since }
    rooms[room] = state
    sendJoin(room)
  }

  /// Asks to be let into a room, going on from where reading stands.
  mutating func sendJoin(_ room: RoomID) {
    guard life == .live, let state = rooms[room] else { return }
    let ack = newAck(.room(room))
    rooms[room]?.phase = .joining(ack: ack)
    let request = ClientRequest.join(room, since: state.position, limit: state.limit)
    act(.send(packet(request.name, request.payload, ack: ack)))
  }

  /// The server answered a join.
  mutating func joined(
    _ room: RoomID, ack: Int64, _ outcome: Result<JSONObject, ChatClientError>, now: ContinuousClock.Instant
  ) {
    guard let state = rooms[room] else {
      // Nobody waits for it any more.
      guard case .success = outcome else { return }
      return act(.send(packet("leave", ["room": .string(room.rawValue)], ack: nil)))
    }
    // Only the last of several counts.
    guard state.phase == .joining(ack: ack) else { return }
    switch outcome {
    case .failure(let error): notLetIn(room, error, now: now)
    case .success(let json):
      guard let snapshot = RoomSnapshot(json: json), snapshot.room == room else {
        return notLetIn(room, .violation("The server's answer to a join is not understood."), now: now)
      }
      entered(room, snapshot, now: now)
    }
    transmitSend(in: room, now: now)
  }

  private mutating func entered(_ room: RoomID, _ answer: RoomSnapshot, now: ContinuousClock.Instant) {
    let seen = rooms[room]?.position
    let callers = rooms[room]?.callers ?? []
    rooms[room]?.position = answer.position
    rooms[room]?.phase = .inside
    rooms[room]?.isKept = true
    rooms[room]?.limit = nil
    var snapshot = answer
    var missed: [ChatMessage] = []
    switch answer.status {
    case .fresh: break
    case .reset: emit(.reset(room))
    case .gap, .resumed:
      missed = answer.messages.filter { message in seen.map { message.seq > $0.seq } ?? true }
      snapshot.messages = []
      if let gap = answer.gap { emit(.gap(room, gap)) }
    }
    emit(.joined(snapshot))
    for message in answer.changed { emit(.messageUpdate(message)) }
    for message in missed { emit(.message(message)) }
    for caller in callers { finish(caller, .success(.joined(snapshot)), now: now) }
  }

  private mutating func notLetIn(_ room: RoomID, _ error: ChatClientError, now: ContinuousClock.Instant) {
    guard let state = rooms[room] else { return }
    if state.isKept, error.isPassing {
      rooms[room]?.phase = .refused(until: now + error.wait)
    } else {
      rooms[room] = nil
      if state.isKept { emit(.roomLost(room, error)) }
    }
    for caller in state.callers { finish(caller, .failure(error), now: now) }
  }

  /// The client is not in a room any more, or does not want to be.
  ///
  /// - Returns: whether it was.
  @discardableResult
  mutating func forget(
    _ room: RoomID, because error: ChatClientError? = nil, now: ContinuousClock.Instant
  ) -> Bool {
    guard let state = rooms.removeValue(forKey: room) else { return false }
    let error = error ?? ChatClientError(.cancelled, "The room was left meanwhile.")
    for caller in state.callers { finish(caller, .failure(error), now: now) }
    transmitSend(in: room, now: now)
    return true
  }

  /// Somebody spoke.
  mutating func heard(_ message: ChatMessage) {
    // While a join is under way its answer brings what is said.
    guard let state = rooms[message.room], state.phase == .inside, let position = state.position,
      message.seq > position.seq
    else { return }
    // The server promises that there are no holes; should there be one, it is asked for what is missing.
    guard message.seq == position.seq + 1, let next = LogPosition(epoch: position.epoch, seq: message.seq) else {
      return sendJoin(message.room)
    }
    rooms[message.room]?.position = next
    emit(.message(message))
  }
}
