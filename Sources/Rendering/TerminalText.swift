/// What people typed, on a terminal: nothing of it controls anything, and columns line up.
public enum TerminalText {
  /// Marks on one letter; more only climb over the lines around it.
  private static let marks = 4

  /// The text with everything that is not shown as itself written out, such as `\u{1b}` or `\u{202e}`: control, escape
  /// and direction characters, line breaks, invisible and unassigned ones, and marks beyond the fourth on a letter.
  public static func escaped(_ text: String) -> String {
    // Most texts are plain: long listings need not look at each character's properties.
    if isPlain(text) { return text }
    var result = String.UnicodeScalarView()
    for character in text {
      var marks = 0
      let scalars = character.unicodeScalars
      for (place, scalar) in scalars.enumerated() {
        let isLast = place == scalars.count - 1
        if isMark(scalar) { marks += 1 }
        if isShown(scalar, joins: place > 0 && !isLast), marks <= Self.marks {
          result.append(scalar)
        } else {
          result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
        }
      }
    }
    return String(result)
  }

  /// Columns a text takes that is ``escaped(_:)`` already.
  public static func columns(of text: String) -> Int {
    isPlain(text) ? text.utf8.count : text.reduce(0) { $0 + columns(of: $1) }
  }

  /// An escaped text in no more than so many columns; what is cut off is told by `…`.
  public static func fitted(_ text: String, columns limit: Int) -> String {
    guard columns(of: text) > limit else { return text }
    var result = ""
    var used = 0
    for character in text {
      let width = columns(of: character)
      if used + width > limit - 1 { break }
      result.append(character)
      used += width
    }
    return limit > 0 ? result + "…" : ""
  }

  private static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: scalar.value != 0xFE0E && scalar.value != 0xFE0F
    default: false
    }
  }

  /// - Parameter joins: whether the scalar stands between two others of one character.
  private static func isShown(_ scalar: Unicode.Scalar, joins: Bool) -> Bool {
    switch scalar.value {
    // The two forms of an emoji, and what joins several to one.
    case 0xFE0E, 0xFE0F: return true
    case 0x200C, 0x200D: return joins
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: return false
    default: return !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func columns(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    // Flags, skin tones and joined emoji are one picture.
    if character.unicodeScalars.contains(where: { $0.value == 0xFE0F || $0.properties.isEmojiPresentation }) {
      return 2
    }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return isWide(first) ? 2 : 1
    }
  }

  /// East Asian wide and fullwidth (Unicode Standard Annex 11), in ranges.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1B000...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
