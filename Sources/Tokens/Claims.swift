import ChatModel
import JSONText

/// Takes the claims of a verified token one by one and says which one is wrong.
struct Claims {
  private let object: JSONObject

  init(_ object: JSONObject) { self.object = object }

  /// A text of 1 to 255 bytes; nil where there is none.
  func text(_ name: String) throws(AccessTokenError) -> String? {
    guard let value = object[name] else { return nil }
    guard case .string(let text) = value, (1...255).contains(text.utf8.count) else {
      throw AccessTokenError(.claim(name))
    }
    return text
  }

  /// A time (seconds, also with a fraction) in milliseconds, as far as those fit.
  func time(_ name: String) throws(AccessTokenError) -> Int64? {
    guard let value = object[name] else { return nil }
    guard let seconds = value.numberValue?.double else { throw AccessTokenError(.claim(name)) }
    return Int64(exactly: min(max(seconds * 1000, -Self.farAway), Self.farAway).rounded(.down)) ?? 0
  }

  /// Two and a half thousand centuries, in milliseconds: nobody's token holds longer.
  private static let farAway = 8.64e15

  /// Whom it is for: one text or several.
  func audience() throws(AccessTokenError) -> [String] {
    switch object["aud"] {
    case nil: return []
    case .string(let text): return [text]
    case .array(let items):
      let texts = items.compactMap(\.stringValue)
      guard texts.count == items.count else { throw AccessTokenError(.claim("aud")) }
      return texts
    default: throw AccessTokenError(.claim("aud"))
    }
  }

  /// A name that is not valid counts as none: whoever makes tokens takes names as they come.
  var name: PersonName? {
    guard let text = object["name"]?.stringValue else { return nil }
    return try? PersonName(text)
  }

  /// A role that is not known is refused: it may be meant to give less than everybody has.
  func role() throws(AccessTokenError) -> Role {
    guard let value = object["role"] else { return .member }
    guard let role = value.stringValue.flatMap({ Role(rawValue: $0) }) else { throw AccessTokenError(.claim("role")) }
    return role
  }

  /// The rooms allowed; nil for all.
  func rooms() throws(AccessTokenError) -> [RoomID]? {
    guard let value = object["rooms"] else { return nil }
    guard case .array(let items) = value else { throw AccessTokenError(.claim("rooms")) }
    let rooms = items.compactMap { $0.stringValue.flatMap { RoomID($0) } }
    guard rooms.count == items.count else { throw AccessTokenError(.claim("rooms")) }
    return rooms
  }
}
