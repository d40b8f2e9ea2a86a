import ChatModel
import JSONText

/// Takes the fields of a CONNECT payload one by one and says which one is wrong.
struct AuthFields {
  /// Longer tokens are nobody's, in bytes.
  static let longestToken = 7168

  private let object: JSONObject

  init(_ object: JSONObject) { self.object = object }

  func token(_ field: String) throws(ChatError) -> String? {
    guard let value = value(field) else { return nil }
    guard case .string(let text) = value else { throw fault(field, "must be a string") }
    guard text.utf8.count <= Self.longestToken else { throw fault(field, "is too long") }
    return text
  }

  func flag(_ field: String) throws(ChatError) -> Bool? {
    guard let value = value(field) else { return nil }
    guard case .bool(let flag) = value else { throw fault(field, "must be true or false") }
    return flag
  }

  func name() throws(ChatError) -> PersonName? {
    guard let value = value("name") else { return nil }
    guard case .string(let text) = value else { throw fault("name", "must be a string") }
    do throws(PersonName.Refusal) {
      return try PersonName(text)
    } catch {
      throw fault("name", "is no valid name", hint: error.rawValue)
    }
  }

  func room() throws(ChatError) -> RoomChoice {
    switch object["room"] {
    case nil: return object.isEmpty ? .sample : .defaultRoom
    case .null: return .none
    case .string(let text):
      guard let room = RoomID(text) else {
        throw fault(
          "room", "is no valid room id",
          hint: "A room id has 1 to 64 of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit.")
      }
      return .room(room)
    default: throw fault("room", "must be a string or null")
    }
  }

  func since() throws(ChatError) -> LogPosition? {
    guard let value = value("since") else { return nil }
    guard let epoch = value["epoch"]?.stringValue.flatMap({ Epoch($0) }), let seq = value["seq"]?.int64Value,
      let position = LogPosition(epoch: epoch, seq: seq)
    else {
      throw fault(
        "since", "must be a position", hint: "Send {epoch, seq} as the last snapshot and the last message had them.")
    }
    return position
  }

  private func value(_ field: String) -> JSONValue? {
    guard let value = object[field], !value.isNull else { return nil }
    return value
  }

  private func fault(_ field: String, _ text: String, hint: String? = nil) -> ChatError {
    ChatError(
      .invalidPayload, "auth.\(field) \(text).",
      hint: hint ?? "auth is {resume?, token?, name?, room?, since?, bot?}; each may be left out.")
  }
}
