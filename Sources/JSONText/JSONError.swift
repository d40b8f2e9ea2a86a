/// Why bytes are not JSON. Safe to show: it repeats nothing of the input.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of fault.
  public enum Code: String, Sendable, CaseIterable {
    /// The text ends inside a value, or there is none.
    case unexpectedEnd = "unexpected_end"
    /// A byte that cannot stand here.
    case unexpectedByte = "unexpected_byte"
    /// A number not written as RFC 8259 has it.
    case invalidNumber = "invalid_number"
    /// A control character inside a string.
    case controlCharacter = "control_character"
    /// A backslash followed by something that is no escape.
    case invalidEscape = "invalid_escape"
    /// A string that is not UTF-8.
    case invalidUTF8 = "invalid_utf8"
    /// Arrays and objects nested deeper than allowed.
    case tooDeep = "too_deep"
    /// Something after the value.
    case trailingBytes = "trailing_bytes"
  }

  /// What kind of fault.
  public let code: Code
  /// Where it was noticed, in bytes from the start.
  public let offset: Int

  /// A fault at a place.
  public init(_ code: Code, offset: Int) {
    self.code = code
    self.offset = offset
  }

  /// What is wrong, in a sentence.
  public var message: String {
    switch code {
    case .unexpectedEnd: "The JSON ends too early."
    case .unexpectedByte: "The JSON has an unexpected character at byte \(offset)."
    case .invalidNumber: "The JSON has a malformed number at byte \(offset)."
    case .controlCharacter: "The JSON has a control character inside a string at byte \(offset)."
    case .invalidEscape: "The JSON has an unknown escape at byte \(offset)."
    case .invalidUTF8: "The JSON has a string that is not UTF-8 at byte \(offset)."
    case .tooDeep: "The JSON is nested too deeply at byte \(offset)."
    case .trailingBytes: "The JSON is followed by something else at byte \(offset)."
    }
  }

  /// What to do about it.
  public var hint: String {
    switch code {
    case .tooDeep: "Send flatter data."
    case .invalidUTF8: "Encode text as UTF-8."
    default: "Write the value with a JSON library (RFC 8259)."
    }
  }

  /// Message and hint in one line.
  public var description: String { "\(message) \(hint)" }
}
