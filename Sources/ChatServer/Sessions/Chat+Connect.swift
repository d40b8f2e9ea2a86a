import ChatModel
import ChatStore
import ChatTransport
import JSONText
import NIOCore
import Tokens

/// How a client comes in.
extension Chat {
  /// A client asks to connect: find out who it is, join its room, and let it in.
  func connect(_ number: ConnectionNumber, loop: Int, address: String, auth: JSONObject?) {
    guard sessions[number] == nil else { return }
    metrics.connected()
    let request: ConnectRequest
    do throws(ChatError) { request = try ConnectRequest(auth: auth) } catch {
      return mailboxes.send(refusal(of: number, error), to: loop)
    }
    // A refusal would be final for stock clients, and this is for a moment only.
    guard let secret else { return mailboxes.send(.close(number, .serverStopping), to: loop) }
    let id = MemberID.random(using: &generator)
    let session = Session(
      number: number, connection: ConnectionID.random(using: &generator),
      person: Person(id: id, name: GuestName(of: id).name, isBot: request.isBot), network: secret.network(of: address),
      loop: loop, limits: limits, now: now)
    sessions[number] = session
    let authenticator = authenticator(secret)
    if authenticator.takesTime { return queue(session, request, authenticator) }
    do throws(AccessTokenError) {
      identified(session, as: try authenticator.identify(request, now: now), request)
    } catch {
      refuse(session, error.chatError)
    }
  }

  /// It is known who a client is; until now its session had an id for the time being.
  func identified(_ session: Session, as identity: Identity, _ request: ConnectRequest) {
    switch identity {
    case .newGuest: break
    case .returning(let id, let isForBot):
      session.person = Person(id: id, name: GuestName(of: id).name, isBot: request.isBot)
      session.hasBotToken = isForBot
    case .signedIn(let token): take(token, in: session)
    }
    let id = session.person.id
    if let ban = banEverywhere(of: id, from: identity == .newGuest ? session.network : nil) {
      return refuse(session, ban)
    }
    sessionsByMember[id, default: []].append(session)
    if let wish = session.access?.name ?? request.name, let name = try? ClientRequest.name(wish.text) {
      session.person.name = name
    }
    switch identity {
    case .returning, .signedIn: recall(session, request)
    case .newGuest where request.name != nil || request.isBot:
      store.save(session.person, onlyIfMissing: false) { [weak self] result in
        if case .success(let version) = result { session.version = version }
        self?.admit(session, request)
      }
    case .newGuest: admit(session, request)
    }
  }

  /// Reads what the store keeps of somebody who comes back.
  private func recall(_ session: Session, _ request: ConnectRequest) {
    readRecord(of: session) { [weak self] result in
      guard let self else { return }
      if session.access == nil { session.person.name = GuestName(of: session.person.id).name }
      if case .success(let record?) = result { learn(record, with: session) }
      if case .failure = result { session.isUnread = true }
      if session.stage == .connecting, session.person.role == .member,
        let ban = banEverywhere(of: session.person.id, from: session.network)
      {
        return refuse(session, ban)
      }
      admit(session, request)
    }
  }

  /// Joins the room asked for and lets the client in; a ban keeps it out.
  private func admit(_ session: Session, _ request: ConnectRequest) {
    guard session.stage == .connecting else { return }
    let room: RoomID? =
      switch request.room {
      case .sample, .defaultRoom: firstRoom(of: session)
      case .none: nil
      case .room(let room): room
      }
    guard let room else {
      welcome(session)
      if !storeLink.isReady { send(Packet.notice(of: StoreError.away.chatError), to: session) }
      return
    }
    session.firstRoom = room
    let since = request.since.map { JoinStep.Since.position($0) } ?? .none
    guard storeLink.isReady else {
      session.postponed = Session.PostponedJoin(room: room, since: since, error: StoreError.away.chatError)
      welcome(session)
      return send(Packet.notice(of: StoreError.away.chatError), to: session)
    }
    join(session, room, since: since, page: limits.freshPage) { [weak self] verdict in
      self?.admitted(session, room, since: since, verdict)
    }
  }

  private func admitted(
    _ session: Session, _ room: RoomID, since: JoinStep.Since, isRepeated: Bool = false, _ verdict: JoinVerdict
  ) {
    switch verdict {
    case .joined(let answer, let replay):
      if session.stage == .connecting { accept(session) }
      arrive(session, room, answer, replay)
      takeEarly(session)
    case .refused(let error) where error.code == .banned && session.stage == .connecting:
      refuse(session, error)
    case .refused(let error):
      session.firstRoom = nil
      if session.stage == .connecting { welcome(session) }
      send(Packet.notice(of: error), to: session)
      takeEarly(session)
    case .failed(let error):
      session.postponed = Session.PostponedJoin(room: room, since: since, error: error.chatError)
      if session.stage == .connecting { welcome(session) }
      // It is tried again and again; being told once is enough.
      if !isRepeated { send(Packet.notice(of: error.chatError), to: session) }
      takeEarly(session)
    }
  }

  /// The store is back: the joins that had to wait.
  func joinPostponed() {
    guard storeLink.isReady else { return }
    for session in sessions.values where session.postponed != nil { joinPostponed(session) }
  }

  func joinPostponed(_ session: Session) {
    guard let postponed = session.postponed, session.stage == .live, !session.isUnread else { return }
    session.postponed = nil
    // What was asked for by hand meanwhile is not undone by starting anew.
    guard session.rooms[postponed.room] == nil else { return }
    session.isJoiningPostponed = true
    join(session, postponed.room, since: postponed.since, page: limits.freshPage) { [weak self] verdict in
      session.isJoiningPostponed = false
      self?.admitted(session, postponed.room, since: postponed.since, isRepeated: true, verdict)
    }
  }

  /// Lets the client in; what follows comes after the CONNECT reply.
  private func accept(_ session: Session) {
    session.stage = .live
    command(.accept(session.number, sid: session.connection.rawValue), for: session)
  }

  /// Lets the client in without a room.
  private func welcome(_ session: Session) {
    accept(session)
    send(sessionPacket(session, nil), to: session)
    greet(session)
    takeEarly(session)
  }

  /// What the client sent before it was let in has its turn now.
  private func takeEarly(_ session: Session) {
    let early = session.early
    session.early = []
    for event in early { received(event, from: session) }
  }

  /// The sample's topics in their order, then the room's events.
  private func arrive(_ session: Session, _ id: RoomID, _ answer: JoinAnswer, _ replay: [BusItem]) {
    guard let room = rooms[id] else { return }
    session.rooms[id]?.isAutomatic = true
    send(sessionPacket(session, answer), to: session)
    send(Packet.memberHistory(answer.members), to: session)
    send(Packet.messageHistory(answer.log), to: session)
    send(Packet.event("member_add", arguments: answer.member.readableBytesView), to: session)
    self.replay(replay, to: session, in: room)
    enter(session, room)
    greet(session)
  }

  func sessionPacket(_ session: Session, _ answer: JoinAnswer?) -> ByteBuffer {
    Packet.event("session") { writer in
      if let secret {
        writer.field(
          "resume",
          ResumeToken.issue(member: session.person.id, isForBot: session.hasBotToken, now: now, secret: secret))
      }
      writer.key("member")
      writer.member(session.person, socket: session.connection)
      writer.field("text_bytes", Int64(limits.textBytes))
      if let answer {
        writer.key("room")
        writer.beginObject()
        writer.snapshot(answer)
        writer.endObject()
      }
    }
  }

  /// Does not let a client in.
  func refuse(_ session: Session, _ error: ChatError) {
    command(refusal(of: session.number, error), for: session)
    forget(session)
  }

  func refusal(of number: ConnectionNumber, _ error: ChatError) -> LoopCommand {
    metrics.refused(error.code)
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("code", error.code.rawValue)
    if let hint = error.hint { writer.field("hint", hint) }
    if let until = error.until { writer.field("until", until) }
    writer.endObject()
    let word = error.code == .unauthorized ? error.code.rawValue : nil
    return .refuse(number, message: error.message, word: word, data: writer.bytes)
  }
}
