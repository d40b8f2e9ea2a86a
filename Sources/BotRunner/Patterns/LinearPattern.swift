/// A regular expression that is matched in a time linear in the text, whatever the expression: all its states are
/// followed at once, so that nothing is tried twice.
///
/// It knows literals, `.`, classes `[a-z]` `[^…]`, `\d \w \s` and their opposites, groups, `|`, `*` `+` `?` `{n,m}` with
/// at most 100 repetitions, `^`, `$` and `\b`. It has no back-references and no look-around, which cannot be matched so.
/// Upper and lower case are the same. It is looked for anywhere in the text.
public struct LinearPattern: Sendable, Equatable {
  /// Why a text is no such pattern.
  public enum Fault: Error, Sendable, Equatable, CustomStringConvertible {
    case open(Character)
    case nothingToRepeat
    case tooLarge
    case unsupported(String)
    case escapeAtEnd

    /// What is wrong, to be put behind what it is wrong with.
    public var description: String {
      switch self {
      case .open(let bracket): "has a \(bracket) without its end"
      case .nothingToRepeat: "repeats nothing"
      case .tooLarge: "is too large: at most 1000 states"
      case .unsupported(let what): "uses \(what), which cannot be matched in linear time"
      case .escapeAtEnd: "ends with a backslash"
      }
    }
  }

  enum Condition: Sendable, Equatable {
    case start, end, wordEdge, noWordEdge
  }

  struct Class: Sendable, Equatable {
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
  }

  /// A step of the machine; the numbers are where it goes on.
  enum Step: Sendable, Equatable {
    case one(Class, Int)
    case either(Int, Int)
    case when(Condition, Int)
    case matched
  }

  /// As it was written.
  public let text: String
  private let steps: [Step]
  private let first: Int

  /// Reads a pattern.
  public init(_ text: String) throws(Fault) {
    self.text = text
    var parser = LinearPatternParser(text)
    (steps, first) = try parser.parsed()
  }

  /// Whether it fits anywhere in a text.
  public func matches(_ text: some StringProtocol) -> Bool { run(text, isWhole: false) }

  /// Whether it fits a whole text.
  public func matchesWhole(_ text: some StringProtocol) -> Bool { run(text, isWhole: true) }

  private func run(_ text: some StringProtocol, isWhole: Bool) -> Bool {
    let scalars = Array(text.lowercased().unicodeScalars)
    var current: [Int] = []
    // The turn in which a step was last put on the list: none is there twice.
    var seen = [Int](repeating: -1, count: steps.count)
    for place in 0...scalars.count {
      if place == 0 || !isWhole { add(first, at: place, in: scalars, to: &current, &seen) }
      if current.contains(where: { steps[$0] == .matched }), !isWhole || place == scalars.count { return true }
      guard place < scalars.count else { return false }
      var next: [Int] = []
      for index in current {
        if case .one(let these, let after) = steps[index], these.contains(scalars[place]) {
          add(after, at: place + 1, in: scalars, to: &next, &seen)
        }
      }
      current = next
    }
    return false
  }

  private func add(_ step: Int, at place: Int, in scalars: [Unicode.Scalar], to list: inout [Int], _ seen: inout [Int])
  {
    var open = [step]
    while let index = open.popLast() {
      if seen[index] == place { continue }
      seen[index] = place
      switch steps[index] {
      case .one, .matched: list.append(index)
      case .either(let left, let right): open += [right, left]
      case .when(let condition, let after): if Self.holds(condition, at: place, in: scalars) { open.append(after) }
      }
    }
  }

  private static func holds(_ condition: Condition, at place: Int, in scalars: [Unicode.Scalar]) -> Bool {
    switch condition {
    case .start: return place == 0
    case .end: return place == scalars.count
    case .wordEdge, .noWordEdge:
      let before = place > 0 && isWord(scalars[place - 1])
      let after = place < scalars.count && isWord(scalars[place])
      return (before != after) == (condition == .wordEdge)
    }
  }

  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
