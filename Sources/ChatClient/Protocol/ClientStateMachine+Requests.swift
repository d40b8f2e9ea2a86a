import ChatModel
import JSONText
import SocketIO

/// What callers ask for.
extension ClientStateMachine {
  /// The longest time a message may be repeated: the server knows its id for five minutes.
  private static let longestSend = Duration.seconds(240)

  /// Somebody asks for something.
  mutating func requested(
    _ id: RequestID, _ request: ClientRequest, now: ContinuousClock.Instant
  ) -> [Action] {
    take(id, request, now: now)
    return takeActions()
  }

  private mutating func take(_ id: RequestID, _ request: ClientRequest, now: ContinuousClock.Instant) {
    if case .closed(let error) = state { return act(.finish(id, .failure(error ?? .closed))) }
    guard requests.count < configuration.requestLimit else {
      let error = ChatClientError(
        .tooManyRequests, "Too many requests wait for their answers.", hint: "Wait for some of them first.")
      return act(.finish(id, .failure(error)))
    }
    if case .leave(let room) = request, forget(room, now: now), life != .live {
      return act(.finish(id, .success(.fields([:]))))
    }
    let limit =
      if case .send = request { min(configuration.sendDeadline, Self.longestSend) } else {
        configuration.requestDeadline
      }
    requests[id] = PendingRequest(request, deadline: now + limit)
    switch request {
    case .send(let room, _, _, _): sends[room, default: []].append(id)
    case .join(let room, let since, let limit): wanted(room, since: since, limit: limit, caller: id)
    case .leave, .ask: break
    }
    if life == .expelled { connect(now: now) }
    transmitIfDue(id, now: now)
  }

  /// A note that somebody writes; it is worth nothing later.
  mutating func typed(in room: RoomID) -> [Action] {
    guard life == .live, rooms[room]?.phase == .inside else { return [] }
    return [.send(packet("typing", ["room": .string(room.rawValue)], ack: nil))]
  }

  /// The caller does not want it any more.
  mutating func cancelled(_ id: RequestID, now: ContinuousClock.Instant) -> [Action] {
    guard let pending = requests[id] else { return [] }
    let error = ChatClientError(.cancelled, "The request was cancelled.", mayHaveHappened: pending.wasSent)
    finish(id, .failure(error), now: now)
    return takeActions()
  }

  /// Events are not taken, and those who should take them may wait for answers: none of them is awaited any longer.
  mutating func consumerStuck() -> [Action] {
    finishAll(
      ChatClientError(
        .overloaded, "Events are not taken as fast as they come.",
        hint: "Take events in a task that waits for nothing else.", mayHaveHappened: true))
    return takeActions()
  }

  /// Whether somebody waits for an answer.
  var hasCallers: Bool { !requests.isEmpty }

  /// Sends a request if nothing stands against it.
  mutating func transmitIfDue(_ id: RequestID, now: ContinuousClock.Instant) {
    guard life == .live, let pending = requests[id], !pending.isUnderWay else { return }
    if let notBefore = pending.notBefore, now < notBefore { return }
    switch pending.request {
    case .join: return
    case .send(let room, _, _, _):
      guard sends[room]?.first == id, rooms[room].map({ $0.phase == .inside }) ?? true else { return }
    case .leave, .ask: break
    }
    let ack = newAck(.request(id))
    let packet = packet(pending.request.name, pending.request.payload, ack: ack)
    if let most = wire?.maxPayload, packet.count > most {
      // The server would close the connection over it, and so it would each time.
      awaited[ack] = nil
      return finish(id, .failure(.tooLarge), now: now)
    }
    requests[id]?.isUnderWay = true
    requests[id]?.wasSent = true
    requests[id]?.size = packet.count
    act(.send(packet))
  }

  /// The server closed the connection over something too large: the largest request under way, which must not come
  /// again.
  mutating func refuseLargest() {
    let underWay = requests.filter(\.value.isUnderWay)
    guard let largest = underWay.max(by: { ($0.value.size, $0.key) < ($1.value.size, $1.key) }) else { return }
    finish(largest.key, .failure(.tooLarge), now: nil)
  }

  /// The next message of a room may go out.
  mutating func transmitSend(in room: RoomID, now: ContinuousClock.Instant) {
    if let first = sends[room]?.first { transmitIfDue(first, now: now) }
  }

  /// The server answered a request.
  mutating func answered(_ id: RequestID, _ outcome: Result<JSONObject, ChatClientError>, now: ContinuousClock.Instant)
  {
    guard let pending = requests[id] else { return }
    if case .failure(let error) = outcome, case .send = pending.request, error.isPassing {
      let due = now + error.wait
      if due < pending.deadline {
        requests[id]?.isUnderWay = false
        requests[id]?.notBefore = due
        requests[id]?.refusal = error
        return
      }
    }
    finish(id, outcome.map { .fields($0) }, now: now)
  }

  /// A request is over.
  ///
  /// - Parameter now: nil where nothing can be sent in its place.
  mutating func finish(
    _ id: RequestID, _ outcome: Result<ClientAnswer, ChatClientError>, now: ContinuousClock.Instant?
  ) {
    guard let pending = requests.removeValue(forKey: id) else { return }
    act(.finish(id, outcome))
    switch pending.request {
    case .send(let room, _, _, _):
      sends[room]?.removeAll { $0 == id }
      if sends[room]?.isEmpty == true { sends[room] = nil }
      if let now { transmitSend(in: room, now: now) }
    case .join(let room, _, _):
      rooms[room]?.callers.removeAll { $0 == id }
      if let state = rooms[room], state.callers.isEmpty, !state.isKept { rooms[room] = nil }
    case .leave, .ask: break
    }
  }

  mutating func finishAll(_ error: ChatClientError) {
    for id in requests.keys.sorted() { finish(id, .failure(error), now: nil) }
  }

  /// A request's bytes.
  func packet(_ name: String, _ payload: JSONObject, ack: Int64?) -> [UInt8] {
    Array("4".utf8) + SocketIOEncoder.event(name, arguments: JSONValue.object(payload).encoded, ackID: ack)
  }
}

extension ChatClientError {
  fileprivate static let tooLarge = ChatClientError(
    .init(.tooLarge), "The server does not take anything that large.", hint: "Say it in several messages.")

  /// Whether it goes away by waiting, whatever one does.
  var isPassing: Bool { code.ofServer == .rateLimited || code.ofServer == .storeUnavailable }

  /// How long to wait before trying again.
  var wait: Duration { .milliseconds(min(max(retryAfter ?? 1000, 100), 60_000)) }
}
