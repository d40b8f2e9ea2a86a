/// Who acts from a console: above every role in the chat.
public struct ActAuthor: Sendable, Equatable {
  /// What bans, acts and the audit keep: `console:` and the user's name, of letters, digits, `.`, `_` and `-` only.
  public let id: String
  /// What people in the chat are told.
  public let name: String

  /// Somebody at a console.
  ///
  /// - Parameters:
  ///   - user: who it is for those who read the audit, such as the system's user name; other characters become `_`.
  ///   - name: what people in the chat are told.
  public init(console user: String, name: String = "Administration") {
    let plain = user.utf8.prefix(32).map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
        byte
      default: UInt8(ascii: "_")
      }
    }
    id = "console:" + String(decoding: plain, as: UTF8.self)
    self.name = name
  }
}
