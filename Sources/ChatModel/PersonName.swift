/// A person's name: 1–32 graphemes, at most 128 bytes, without control or direction characters. Not unique, but nobody
/// is called as the server is in its own messages: old clients know those by nothing else.
public struct PersonName: Hashable, Sendable {
  /// The name as people see it; hostile to terminals until a sink's encoder has escaped it.
  public let text: String

  /// Why a text cannot be a name.
  public enum Refusal: String, Error, Sendable {
    case empty = "A name needs at least one visible character."
    case tooLong = "A name has at most 32 characters (128 bytes)."
    case reserved = "That is what the server itself is called."
    case control = "A name holds no control, line-break or text-direction characters."
  }

  /// Takes a valid name; surrounding spaces are dropped.
  ///
  /// The caller normalises to NFC first, where it can: this module does without Foundation.
  public init(_ text: String) throws(Refusal) {
    let scalars = text.unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { throw .empty }
    let trimmed = String(scalars[start...end])
    guard trimmed.utf8.count <= 128, trimmed.count <= 32 else { throw .tooLong }
    guard trimmed.unicodeScalars.allSatisfy({ !Self.isForbidden($0) }) else { throw .control }
    guard trimmed.unicodeScalars.contains(where: { !Self.isInvisible($0) }) else { throw .empty }
    let visible = String(String.UnicodeScalarView(trimmed.unicodeScalars.filter { !Self.isInvisible($0) }))
    guard visible.lowercased() != "system" else { throw .reserved }
    self.text = trimmed
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
    case .format: scalar.value != 0x200D && scalar.value != 0x200C && !(0xE0020...0xE007F).contains(scalar.value)
    default: false
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isWhitespace
  }
}
