import ChatModel
import JSONText
import Testing

@testable import ChatClient

/// A client's life without a network: what the server says goes in, what the client does comes out in short lines.
struct Transcript {
  static let handshake = #"0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}"#
  static let epoch = "AAAAAAAAAAAAAAAA"
  static let other = "BBBBBBBBBBBBBBBB"
  static let ann = "m_aaaaaaaaaaaaaaaa"

  var machine: ClientStateMachine
  var now = ContinuousClock.now

  init(_ change: (inout ChatClientConfiguration) -> Void = { _ in }) throws {
    var configuration = ChatClientConfiguration(server: try ServerURL("http://127.0.0.1:3000"))
    change(&configuration)
    machine = ClientStateMachine(configuration) { 0 }
  }

  /// A client that is in, in these rooms, each read up to number 10.
  init(in rooms: [String], _ change: (inout ChatClientConfiguration) -> Void = { _ in }) throws {
    try self.init { configuration in
      change(&configuration)
      configuration.rooms = rooms.compactMap { RoomID($0) }.map { .init($0) }
    }
    _ = words(machine.started(now: now))
    _ = open()
    for (place, room) in rooms.sorted().enumerated() {
      _ = server("43\(place + 1)[\(Self.snapshot(room, seq: 10))]")
    }
  }

  /// The connection comes about and the server lets the client in.
  mutating func open() -> [String] {
    machine.transportOpened(now: now)
    return server(Self.handshake) + server(#"40{"sid":"x"}"#)
  }

  mutating func server(_ text: String) -> [String] { words(machine.received(Array(text.utf8), now: now)) }

  mutating func broke() -> [String] {
    words(machine.transportClosed(ChatClientError(.connectionLost, "Broken."), now: now))
  }

  mutating func passes(_ time: Duration) -> [String] {
    now += time
    return words(machine.timePassed(now: now))
  }

  mutating func asks(_ request: ClientRequest) -> [String] {
    words(machine.requested(machine.newRequestID(), request, now: now))
  }

  mutating func says(_ text: String, in room: String = "lobby", id: String = "c1") throws -> [String] {
    let room = try #require(RoomID(room))
    return asks(.send(room: room, text: text, clientID: try #require(ClientMessageID(id)), hops: 0))
  }

  /// What was to be done, in short.
  func words(_ returned: [ClientStateMachine.Action]) -> [String] {
    returned.map { action in
      switch action {
      case .connect: "connect"
      case .send(let text): "> " + String(decoding: text, as: UTF8.self)
      case .closeTransport: "close"
      case .emit(let event): "! " + Self.words(event)
      case .finish(let id, .success): "\(id.number) ok"
      case .finish(let id, .failure(let error)): "\(id.number) \(error.code)"
      case .end(let error): error.map { "end \($0.code)" } ?? "end"
      }
    }
  }

  private static func words(_ event: ChatEvent) -> String {
    switch event {
    case .state(.connecting(let attempt)): "connecting \(attempt)"
    case .state(.reconnecting(let wait, let error)): "reconnecting in \(wait) \(error.code)"
    case .state(.closed(let error)): error.map { "closed \($0.code)" } ?? "closed"
    case .state(let state): "\(state)"
    case .session(let member, let resume): "session \(member.name) \(resume ?? "-")"
    case .joined(let snapshot):
      "joined \(snapshot.room) \(snapshot.status) \(snapshot.position.seq) with \(snapshot.messages.map(\.seq))"
    case .gap(let room, let gap): "gap \(room) \(gap.fromSeq)-\(gap.toSeq)\(gap.isTrimmed ? " trimmed" : "")"
    case .reset(let room): "reset \(room)"
    case .roomLost(let room, let error): "lost \(room) \(error.code)"
    case .message(let message): "message \(message.room) \(message.seq)"
    case .messageUpdate(let message): "update \(message.room) \(message.seq)"
    case .kicked(let kick): "kicked \(kick.room) \(kick.reason) \(kick.ban)"
    case .notice(let notice): "notice \(notice.code)"
    case .memberAdd(let member): "came \(member.name)"
    case .memberDelete(let leave): "went \(leave.member) \(leave.reason)"
    default: "\(event)"
    }
  }

  // MARK: What the server says

  static func member(_ room: String) -> String {
    #"{"socket":"k","username":"Ann","avatar":"/a","id":"\#(ann)","room":"\#(room)"}"#
  }

  static func message(_ seq: Int, _ room: String = "lobby", kind: String = "chat") -> String {
    #"{"date":1,"username":"Ann","avatar":"/a","message":"hi","id":\#(1000 + seq),"seq":\#(seq),"room":"\#(room)","#
      + #""from":"\#(ann)","kind":"\#(kind)"}"#
  }

  static func said(_ seq: Int, _ room: String = "lobby") -> String { #"42["messages",\#(message(seq, room))]"# }

  static func snapshot(
    _ room: String = "lobby", _ status: String = "fresh", epoch: String = epoch, seq: Int, messages: [Int] = [],
    more: String = ""
  ) -> String {
    #"{"ok":true,"room":"\#(room)","topic":"","locked":false,"slow_mode":0,"count":1,"presence":"full","#
      + #""status":"\#(status)","epoch":"\#(epoch)","seq":\#(seq),"first_seq":1,"you":\#(member(room)),"#
      + #""members":[\#(member(room))],"complete":true,"#
      + #""messages":[\#(messages.map { message($0, room) }.joined(separator: ","))]\#(more)}"#
  }

  static func refusal(_ code: String, retryAfter: Int? = nil) -> String {
    let wait = retryAfter.map { #","retry_after":\#($0)"# } ?? ""
    return #"{"ok":false,"error":{"code":"\#(code)","message":"No."\#(wait)}}"#
  }
}
