/// A pattern for names: `*` stands for anything, `?` for one character, `[a-z]` for one of several; the rest for itself.
///
/// Matching takes at most the product of both lengths, whatever the pattern.
struct Glob: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case anything
    case one
    case character(Character)
    case oneOf([ClosedRange<Character>], isNegated: Bool)
  }

  private let parts: [Part]

  /// Whether a text has anything a pattern gives a meaning to.
  static func isPattern(_ text: String) -> Bool { text.contains { $0 == "*" || $0 == "?" || $0 == "[" } }

  init(_ text: String) {
    var parts: [Part] = []
    var rest = Substring(text)
    while let character = rest.popFirst() {
      switch character {
      case "*": if parts.last != .anything { parts.append(.anything) }
      case "?": parts.append(.one)
      case "\\": parts.append(.character(rest.popFirst() ?? "\\"))
      case "[":
        if let part = Self.set(&rest) { parts.append(part) } else { parts.append(.character("[")) }
      default: parts.append(.character(character))
      }
    }
    self.parts = parts
  }

  /// What stands between brackets; nil when they are not closed.
  private static func set(_ rest: inout Substring) -> Part? {
    guard let end = rest.dropFirst().firstIndex(of: "]") else { return nil }
    var inside = rest[..<end]
    rest = rest[rest.index(after: end)...]
    let isNegated = inside.first == "!" || inside.first == "^"
    if isNegated { inside = inside.dropFirst() }
    var ranges: [ClosedRange<Character>] = []
    while let low = inside.popFirst() {
      if inside.first == "-", let high = inside.dropFirst().first {
        inside = inside.dropFirst(2)
        if low <= high { ranges.append(low...high) }
      } else {
        ranges.append(low...low)
      }
    }
    return .oneOf(ranges, isNegated: isNegated)
  }

  func matches(_ text: String) -> Bool {
    let characters = Array(text)
    var part = 0, place = 0
    // Where to go on when the last `*` has to stand for one character more.
    var retry: (part: Int, place: Int)?
    while place < characters.count {
      if part < parts.count, parts[part] == .anything {
        retry = (part, place)
        part += 1
      } else if part < parts.count, fits(parts[part], characters[place]) {
        part += 1
        place += 1
      } else if let (star, last) = retry {
        retry = (star, last + 1)
        part = star + 1
        place = last + 1
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == .anything }
  }

  private func fits(_ part: Part, _ character: Character) -> Bool {
    switch part {
    case .anything, .one: true
    case .character(let own): own == character
    case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
    }
  }
}
