import ChatModel
import JSONText
import NIOCore
import SocketIO

/// Socket.IO packets of namespace `/` as the server sends them, without the Engine.IO type byte.
enum Packet {
  /// An event with arguments that are JSON already, joined by commas as they stand in the array.
  static func event(_ name: String, arguments: some Collection<UInt8>) -> ByteBuffer {
    ByteBuffer(bytes: SocketIOEncoder.event(name, arguments: arguments))
  }

  /// An event with one object.
  static func event(_ name: String, _ fields: (inout JSONWriter) -> Void) -> ByteBuffer {
    event(name, arguments: object(fields))
  }

  /// The answer to a request.
  static func ack(_ id: Int64, _ answer: some Collection<UInt8>) -> ByteBuffer {
    ByteBuffer(bytes: SocketIOEncoder.ack(id, arguments: answer))
  }

  /// `{"ok":true,…}`.
  static func success(_ fields: (inout JSONWriter) -> Void = { _ in }) -> [UInt8] {
    object { writer in
      writer.key("ok")
      writer.bool(true)
      fields(&writer)
    }
  }

  /// `{"ok":false,"error":{…}}`.
  static func failure(_ error: ChatError) -> [UInt8] {
    object { writer in
      writer.key("ok")
      writer.bool(false)
      writer.key("error")
      writer.beginObject()
      writer.field("code", error.code.rawValue)
      writer.field("message", error.message)
      if let hint = error.hint { writer.field("hint", hint) }
      if let retryAfter = error.retryAfter { writer.field("retry_after", retryAfter) }
      if let until = error.until, until > 0 { writer.field("until", until) }
      writer.endObject()
    }
  }

  /// A word of the server to people: `notice`.
  static func notice(
    _ severity: NoticeSeverity, code: String, text: String, retryAfter: Int64? = nil, until: Int64? = nil
  ) -> ByteBuffer {
    event("notice") { writer in
      writer.field("severity", severity.rawValue)
      writer.field("code", code)
      writer.field("text", text)
      if let until { writer.field("until", until) }
      if let retryAfter { writer.field("retry_after", retryAfter) }
    }
  }

  /// A refusal of a request that wants no answer.
  static func notice(of error: ChatError) -> ByteBuffer {
    let text = error.hint.map { "\(error.message) \($0)" } ?? error.message
    return notice(.warning, code: error.code.rawValue, text: text, retryAfter: error.retryAfter)
  }

  private static func object(_ fields: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(capacity: 256)
    writer.beginObject()
    fields(&writer)
    writer.endObject()
    return writer.bytes
  }
}

/// How much a notice matters.
enum NoticeSeverity: String {
  case info, warning, critical
}

extension JSONWriter {
  mutating func field(_ name: String, _ text: String) {
    key(name)
    string(text)
  }

  mutating func field(_ name: String, _ number: Int64) {
    key(name)
    integer(number)
  }

  mutating func field(_ name: String, _ number: Int) { field(name, Int64(number)) }

  mutating func field(_ name: String, _ flag: Bool) {
    key(name)
    bool(flag)
  }
}
