import Testing

/// Bytes that no Redis should send, shown in short and on one line.
struct OddReply: Sendable, ExpressibleByStringLiteral, CustomTestStringConvertible {
  let text: String

  init(stringLiteral value: String) {
    text = value
  }

  init(repeating piece: String, count: Int, after start: String = "") {
    text = start + String(repeating: piece, count: count)
  }

  var testDescription: String { String(text.debugDescription.prefix(40)) }
}
