import ChatStore
import Crypto
import JSONText
import NIOCore

/// Takes out of messages what would tell who people are.
struct DumpDisguise: Sendable {
  /// What other names are made with; nil to leave names as they are.
  let key: [UInt8]?
  /// Whether addresses and numbers in texts are masked.
  let masks: Bool

  /// The message as JSON, disguised; nil for what is no message.
  func applied(to json: ByteBuffer) -> [UInt8]? {
    guard case .object(var object)? = try? JSONValue(parsing: json.readableBytesView) else { return nil }
    if key != nil {
      let from = object["from"]?.stringValue ?? ""
      let other = pseudonym(of: from)
      if !from.isEmpty {
        object["from"] = .string(other.id)
        object["username"] = .string(other.name)
        object["avatar"] = .string("")
      }
      if case .object(var stone)? = object["tombstone"] {
        stone["by"] = .string("")
        object["tombstone"] = .object(stone)
      }
    }
    if masks, let text = object["message"]?.stringValue { object["message"] = .string(TextMask.applied(to: text)) }
    return JSONValue.object(object).encoded
  }

  /// The message, disguised.
  func message(_ message: DumpMessage) -> StoredMessage? {
    applied(to: message.json).flatMap { StoredMessage(ByteBuffer(bytes: $0)) }
  }

  /// Another id and name for a person, the same throughout the dump.
  func pseudonym(of id: String) -> (id: String, name: String) {
    guard let key else { return (id, id) }
    let code = HMAC<SHA256>.authenticationCode(for: Array(id.utf8), using: SymmetricKey(data: key))
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    let letters = code.prefix(16).map { alphabet[Int($0 & 31)] }
    let text = String(decoding: letters, as: UTF8.self)
    return ("m_" + text, "Person \(text.prefix(6))")
  }
}
