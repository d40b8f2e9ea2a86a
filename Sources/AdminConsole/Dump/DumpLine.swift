import ChatModel
import JSONText

/// A line of a dump, checked, as a room can take it in.
struct DumpLine: Equatable {
  /// Why a line cannot be taken.
  enum Fault: Error, Equatable, CustomStringConvertible {
    case notJSON
    case missing(String)
    case invalid(String)

    var description: String {
      switch self {
      case .notJSON: "it is no JSON object"
      case .missing(let name): "\(name) is missing"
      case .invalid(let name): "\(name) is not valid"
      }
    }
  }

  /// The longest line, in bytes.
  static let longest = 65_536

  /// The message's number.
  let seq: Int64
  /// Its id.
  let id: MessageID
  /// Its JSON for the room, laid out as messages are.
  let json: [UInt8]

  /// Reads a line for a room.
  init(_ line: some Sequence<UInt8>, room: RoomID, limits: Limits) throws(Fault) {
    let value: JSONValue
    do { value = try JSONValue(parsing: line) } catch { throw .notJSON }
    guard let object = value.objectValue else { throw .notJSON }
    guard let seq = object["seq"]?.int64Value else { throw .missing("seq") }
    guard (1..<(1 << 53)).contains(seq) else { throw .invalid("seq") }
    guard let number = object["id"]?.int64Value else { throw .missing("id") }
    guard let id = MessageID(number) else { throw .invalid("id") }
    guard object["date"]?.int64Value == id.date else { throw .invalid("date") }
    guard let name = object["username"]?.stringValue else { throw .missing("username") }
    guard name.utf8.count <= 128 else { throw .invalid("username") }
    guard let text = object["message"]?.stringValue else { throw .missing("message") }
    guard text.utf8.count <= limits.textBytes else { throw .invalid("message") }
    let kind = object["kind"]?.stringValue ?? "chat"
    guard (1...16).contains(kind.utf8.count), kind.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
      throw .invalid("kind")
    }
    if let from = object["from"], MemberID(from.stringValue ?? "") == nil { throw .invalid("from") }
    self.seq = seq
    self.id = id
    json = Self.layOut(object, kind: kind, room: room)
  }

  /// The same members in the order of a stored message: a deletion cuts before the text, whatever comes after it.
  private static func layOut(_ object: JSONObject, kind: String, room: RoomID) -> [UInt8] {
    var laid = JSONObject()
    for key in ["username", "avatar", "room", "from", "kind", "id", "seq", "date", "message"] {
      switch key {
      case "room": laid["room"] = .string(room.rawValue)
      case "kind": laid["kind"] = .string(kind)
      default: if let value = object[key] { laid[key] = value }
      }
    }
    for entry in object.entries where laid[entry.key] == nil { laid[entry.key] = entry.value }
    return JSONValue.object(laid).encoded
  }
}
