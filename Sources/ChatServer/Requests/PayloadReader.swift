import ChatModel
import JSONText

/// Reads the fields of a client's payload; what is missing or of the wrong kind is named in the refusal.
struct PayloadReader {
  let object: JSONObject

  init(_ value: JSONValue?, of event: String) throws(ChatError) {
    guard case .object(let object)? = value else {
      throw ChatError(.invalidPayload, "\(event) takes one object.", hint: "For example {\"room\": \"lobby\"}.")
    }
    self.object = object
  }

  private func refusal(_ field: String, _ expected: String) -> ChatError {
    ChatError(.invalidPayload, "\(field) must be \(expected).")
  }

  private func present(_ field: String) -> JSONValue? {
    guard let value = object[field], value != .null else { return nil }
    return value
  }

  func string(_ field: String) throws(ChatError) -> String? {
    guard let value = present(field) else { return nil }
    guard case .string(let text) = value else { throw refusal(field, "a string") }
    return text
  }

  func integer(_ field: String, in range: ClosedRange<Int64>) throws(ChatError) -> Int64? {
    guard let value = present(field) else { return nil }
    guard case .number(let number) = value, let integer = number.int64, range.contains(integer) else {
      throw refusal(field, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  func room(_ field: String = "room") throws(ChatError) -> RoomID? {
    guard let text = try string(field) else { return nil }
    guard let room = RoomID(text) else { throw Self.badRoom }
    return room
  }

  func requiredRoom() throws(ChatError) -> RoomID {
    guard let room = try room() else { throw refusal("room", "given") }
    return room
  }

  func member(_ field: String) throws(ChatError) -> MemberID? {
    guard let text = try string(field) else { return nil }
    guard let member = MemberID(text) else { throw refusal(field, "a member id") }
    return member
  }

  /// A position; one that no log can have is as good as one of another epoch.
  func position(_ field: String) throws(ChatError) -> ClaimedPosition? {
    guard let value = present(field) else { return nil }
    guard case .object(let object) = value, case .string(let epoch)? = object["epoch"],
      case .number(let number)? = object["seq"], let seq = number.int64
    else { throw refusal(field, "{epoch, seq}") }
    return ClaimedPosition(position: Epoch(epoch).flatMap { LogPosition(epoch: $0, seq: seq) })
  }

  /// Message numbers, at most 100.
  func numbers(_ field: String) throws(ChatError) -> [Int64] {
    guard let value = present(field) else { return [] }
    guard case .array(let items) = value, items.count <= 100 else {
      throw refusal(field, "an array of at most 100 ids")
    }
    var numbers: [Int64] = []
    for item in items {
      guard case .number(let number) = item, let integer = number.int64, integer > 0 else {
        throw refusal(field, "an array of message ids")
      }
      numbers.append(integer)
    }
    return numbers
  }

  static let badRoom = ChatError(
    .invalidPayload, "That is not a room id.",
    hint: "A room id is 1 to 64 of a-z, 0-9, dot, dash and underscore, beginning with a letter or digit.")
}

/// Where a client says it stopped reading; without a position when no log could have such a place.
struct ClaimedPosition: Equatable {
  let position: LogPosition?
}
