import ChatModel
import JSONText

/// Something a caller asks of the server and waits for.
enum ClientRequest: Sendable, Equatable {
  case send(room: RoomID, text: String, clientID: ClientMessageID, hops: Int64)
  case join(RoomID, since: LogPosition?, limit: Int?)
  case leave(RoomID)
  /// A request that says nothing about the client itself.
  case ask(String, JSONObject, isRepeatable: Bool)

  /// The event's name.
  var name: String {
    switch self {
    case .send: "send"
    case .join: "join"
    case .leave: "leave"
    case .ask(let name, _, _): name
    }
  }

  /// The event's argument.
  var payload: JSONObject {
    switch self {
    case .send(let room, let text, let clientID, let hops):
      var fields: JSONObject = [
        "room": .string(room.rawValue), "text": .string(text), "client_id": .string(clientID.rawValue),
      ]
      if hops > 0 { fields["hops"] = .number(JSONNumber(hops)) }
      return fields
    case .join(let room, let since, let limit):
      var fields: JSONObject = ["room": .string(room.rawValue)]
      if let since { fields["since"] = .object(since.json) }
      if let limit { fields["limit"] = .number(JSONNumber(Int64(limit))) }
      return fields
    case .leave(let room): return ["room": .string(room.rawValue)]
    case .ask(_, let fields, _): return fields
    }
  }

  /// Whether it may be sent again when the connection was lost before its answer came.
  var isRepeatable: Bool {
    switch self {
    case .send, .join, .leave: true
    case .ask(_, _, let isRepeatable): isRepeatable
    }
  }
}

/// What came of a request.
enum ClientAnswer: Sendable, Equatable {
  /// The fields beside `ok`.
  case fields(JSONObject)
  /// One is in the room.
  case joined(RoomSnapshot)
}

/// Names a request while it waits.
struct RequestID: Hashable, Sendable, Comparable {
  let number: Int64
  static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension LogPosition {
  /// `{epoch, seq}`, as `since` wants it.
  var json: JSONObject { ["epoch": .string(epoch.rawValue), "seq": .number(JSONNumber(seq))] }
}
