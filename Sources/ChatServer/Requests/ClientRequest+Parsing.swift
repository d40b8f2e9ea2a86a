import ChatModel
import ChatStore
import JSONText
import SocketIO

extension ClientRequest {
  /// Understands an event; throws what the client is told.
  init(_ event: SocketIOEvent, limits: Limits) throws(ChatError) {
    if event.hasBinary {
      throw ChatError(.invalidPayload, "Binary arguments are not taken.", hint: "Send text or JSON.")
    }
    let argument = event.arguments.first
    switch event.name {
    case "send": self = .send(try Self.send(argument, limits))
    case "join": self = .join(try Self.join(argument, limits))
    case "leave": self = .leave(try PayloadReader(argument, of: "leave").requiredRoom())
    case "history": self = .history(try Self.history(argument, limits))
    case "members": self = .members(try Self.members(argument, limits))
    case "rooms":
      let reader = try argument.map { value throws(ChatError) in try PayloadReader(value, of: "rooms") }
      self = .rooms(
        match: try reader?.shortText("match"), cursor: try reader?.shortText("cursor"))
    case "typing": self = .typing(try PayloadReader(argument, of: "typing").requiredRoom())
    case "rename": self = .rename(try Self.rename(argument))
    case "moderate": self = .moderate(try Self.moderate(argument))
    default:
      throw ChatError(
        .unknownEvent, "There is no such event.",
        hint: "Known: send, join, leave, history, members, rooms, typing, rename, moderate.")
    }
  }

  private static func send(_ argument: JSONValue?, _ limits: Limits) throws(ChatError) -> SendRequest {
    let request: SendRequest
    if case .string(let text)? = argument {
      request = SendRequest(room: nil, text: text, clientID: nil, hops: 0)
    } else {
      guard case .object? = argument else {
        throw ChatError(.invalidPayload, "send takes a text or {room, text}.")
      }
      let reader = try PayloadReader(argument, of: "send")
      guard let text = try reader.string("text") else {
        throw ChatError(.invalidPayload, "text must be given.", hint: "Send a text or {room, text}.")
      }
      var clientID: ClientMessageID?
      if let id = try reader.string("client_id") {
        guard let valid = ClientMessageID(id) else {
          throw ChatError(.invalidPayload, "client_id must be 1 to 64 of A-Z, a-z, 0-9, _ and -.")
        }
        clientID = valid
      }
      request = SendRequest(
        room: try reader.room(), text: text, clientID: clientID, hops: try reader.integer("hops", in: 0...100) ?? 0)
    }
    guard request.text.utf8.count <= limits.textBytes else {
      throw ChatError(.tooLarge, "A message has at most \(limits.textBytes) bytes.", hint: "Send it in parts.")
    }
    guard request.text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
      throw ChatError(.invalidPayload, "A message needs some text.")
    }
    return request
  }

  private static func join(_ argument: JSONValue?, _ limits: Limits) throws(ChatError) -> JoinRequest {
    let reader = try PayloadReader(argument, of: "join")
    let limit = try reader.integer("limit", in: 0...Int64(limits.page)).map { Int($0) }
    return JoinRequest(
      room: try reader.requiredRoom(), since: try reader.position("since"), limit: limit ?? limits.freshPage)
  }

  private static func history(_ argument: JSONValue?, _ limits: Limits) throws(ChatError) -> HistoryRequest {
    let reader = try PayloadReader(argument, of: "history")
    let numbers: ClosedRange<Int64> = 0...(1 << 53)
    var anchors: [HistoryAnchor] = []
    if let seq = try reader.integer("before", in: numbers) { anchors.append(.before(seq)) }
    if let seq = try reader.integer("after", in: numbers) { anchors.append(.after(seq)) }
    if let seq = try reader.integer("around", in: numbers) { anchors.append(.around(seq)) }
    guard anchors.count <= 1 else {
      throw ChatError(.invalidPayload, "history takes one of before, after and around.")
    }
    let limit = try reader.integer("limit", in: 1...Int64(limits.page)).map { Int($0) }
    return HistoryRequest(
      room: try reader.requiredRoom(), anchor: anchors.first ?? .newest, limit: limit ?? limits.freshPage)
  }

  private static func members(_ argument: JSONValue?, _ limits: Limits) throws(ChatError) -> MembersRequest {
    let reader = try PayloadReader(argument, of: "members")
    let limit = try reader.integer("limit", in: 1...Int64(limits.page)).map { Int($0) }
    return MembersRequest(
      room: try reader.requiredRoom(), cursor: try reader.shortText("cursor"),
      match: try reader.shortText("match"), limit: limit ?? limits.snapshotMembers)
  }

  private static func rename(_ argument: JSONValue?) throws(ChatError) -> PersonName {
    guard let text = try PayloadReader(argument, of: "rename").string("name") else {
      throw ChatError(.invalidPayload, "name must be given.")
    }
    return try name(text)
  }

  /// A name a person may have.
  static func name(_ text: String) throws(ChatError) -> PersonName {
    guard text.utf8.count <= 1024 else { throw ChatError(.invalidPayload, PersonName.Refusal.tooLong.rawValue) }
    do { return try PersonName(text.normalizedToNFC) } catch { throw ChatError(.invalidPayload, error.rawValue) }
  }

  private static func moderate(_ argument: JSONValue?) throws(ChatError) -> ModerateRequest {
    let reader = try PayloadReader(argument, of: "moderate")
    guard let name = try reader.string("act"), let act = ModerateRequest.Act(rawValue: name) else {
      let known = ModerateRequest.Act.allCases.map(\.rawValue).joined(separator: ", ")
      throw ChatError(.invalidPayload, "act must be one of \(known).")
    }
    let request = ModerateRequest(
      room: try reader.requiredRoom(), act: act, member: try reader.member("member"), ids: try reader.numbers("ids"),
      duration: try reader.duration("for"), reason: try reader.shortText("reason"),
      setting: try setting(act, reader))
    if let fault = request.setting?.fault { throw ChatError(.invalidPayload, fault) }
    if act == .delete, request.ids.isEmpty { throw ChatError(.invalidPayload, "delete takes the ids of messages.") }
    if act != .delete, request.setting == nil, request.member == nil {
      throw ChatError(.invalidPayload, "\(name) takes a member.")
    }
    return request
  }

  private static func setting(
    _ act: ModerateRequest.Act, _ reader: PayloadReader
  ) throws(ChatError) -> RoomSetting? {
    switch act {
    case .kick, .ban, .unban, .mute, .unmute, .delete: return nil
    case .lock: return .locked(true)
    case .unlock: return .locked(false)
    case .slowmode:
      if [.number(JSONNumber(0)), "off"].contains(reader.object["value"]) { return .slowMode(0) }
      guard let milliseconds = try reader.duration("value") else {
        throw ChatError(.invalidPayload, "slowmode takes a value.", hint: "Seconds, a text like 10s, or off.")
      }
      return .slowMode(milliseconds)
    case .topic:
      guard let text = try reader.string("value") else {
        throw ChatError(.invalidPayload, "topic takes a value.", hint: "A text; an empty one for no topic.")
      }
      return .topic(text)
    }
  }
}

extension PayloadReader {
  /// A text of at most 256 bytes.
  func shortText(_ field: String) throws(ChatError) -> String? {
    guard let text = try string(field) else { return nil }
    guard text.utf8.count <= 256 else { throw ChatError(.invalidPayload, "\(field) has at most 256 bytes.") }
    return text
  }

  /// Seconds as a number, or `90s`, `10m`, `2h`, `7d`; in milliseconds.
  func duration(_ field: String) throws(ChatError) -> Int64? {
    let refusal = ChatError(
      .invalidPayload, "\(field) must be a time.", hint: "Seconds, or a text like 90s, 10m, 2h, 7d; at most 3650d.")
    guard let value = object[field], value != .null else { return nil }
    let seconds: Int64
    switch value {
    case .number(let number):
      guard let whole = number.int64 else { throw refusal }
      seconds = whole
    case .string(let text):
      let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
      guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()) else { throw refusal }
      let (product, overflows) = count.multipliedReportingOverflow(by: unit)
      guard !overflows else { throw refusal }
      seconds = product
    default: throw refusal
    }
    guard (1...(3650 * 86400)).contains(seconds) else { throw refusal }
    return seconds * 1000
  }
}
