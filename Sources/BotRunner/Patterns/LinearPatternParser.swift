/// Reads a pattern into a tree, and writes the tree as steps.
struct LinearPatternParser {
  typealias Fault = LinearPattern.Fault

  indirect enum Tree {
    case empty
    case one(LinearPattern.Class)
    case when(LinearPattern.Condition)
    case both(Tree, Tree)
    case either(Tree, Tree)
    case times(Tree, from: Int, through: Int?)
  }

  private static let mostSteps = 1000
  private static let deepest = 50
  private var rest: [Unicode.Scalar]
  private var steps: [LinearPattern.Step] = [.matched]
  private var depth = 0

  init(_ text: String) { rest = Array(text.unicodeScalars.reversed()) }

  mutating func parsed() throws(Fault) -> ([LinearPattern.Step], Int) {
    let tree = try alternatives()
    if rest.last == ")" { throw .open(")") }
    let first = try write(tree, then: 0)
    return (steps, first)
  }

  // MARK: Reading

  private mutating func alternatives() throws(Fault) -> Tree {
    var tree = try sequence()
    while rest.last == "|" {
      rest.removeLast()
      tree = .either(tree, try sequence())
    }
    return tree
  }

  private mutating func sequence() throws(Fault) -> Tree {
    var tree = Tree.empty
    while let next = rest.last, next != "|", next != ")" {
      let item = try repeated(try atom())
      if case .empty = tree { tree = item } else { tree = .both(tree, item) }
    }
    return tree
  }

  private mutating func atom() throws(Fault) -> Tree {
    let scalar = rest.removeLast()
    switch scalar {
    case ".": return .one(LinearPattern.Class(ranges: ["\n"..."\n"], isNegated: true))
    case "^": return .when(.start)
    case "$": return .when(.end)
    case "*", "+", "?": throw .nothingToRepeat
    case "[": return .one(try set())
    case "(":
      depth += 1
      guard depth <= Self.deepest else { throw .tooLarge }
      if rest.last == "?" {
        rest.removeLast()
        guard rest.last == ":" else { throw .unsupported("a group with (?\(rest.last.map { String($0) } ?? "")") }
        rest.removeLast()
      }
      let tree = try alternatives()
      guard rest.last == ")" else { throw .open("(") }
      rest.removeLast()
      depth -= 1
      return tree
    case "\\":
      guard let escaped = rest.popLast() else { throw .escapeAtEnd }
      switch escaped {
      case "b": return .when(.wordEdge)
      case "B": return .when(.noWordEdge)
      case "1"..."9": throw .unsupported("a back-reference")
      default: return .one(Self.named(escaped))
      }
    default: return .one(Self.literal(scalar))
    }
  }

  /// A letter as the text has it, which is matched in lower case.
  private static func literal(_ scalar: Unicode.Scalar) -> LinearPattern.Class {
    let lower = scalar.properties.lowercaseMapping.unicodeScalars
    guard lower.count == 1, let scalar = lower.first else { return LinearPattern.Class(ranges: [scalar...scalar]) }
    return LinearPattern.Class(ranges: [scalar...scalar])
  }

  private mutating func repeated(_ tree: Tree) throws(Fault) -> Tree {
    var tree = tree
    while let next = rest.last {
      switch next {
      case "*": tree = .times(tree, from: 0, through: nil)
      case "+": tree = .times(tree, from: 1, through: nil)
      case "?": tree = .times(tree, from: 0, through: 1)
      case "{":
        guard let (from, through, length) = bounds() else { return tree }
        guard from <= 100, through ?? 0 <= 100, through ?? from >= from else { throw .tooLarge }
        rest.removeLast(length - 1)
        tree = .times(tree, from: from, through: through)
      default: return tree
      }
      rest.removeLast()
    }
    return tree
  }

  /// `{n}`, `{n,}` or `{n,m}` at this place; nil when the brace stands for itself.
  private func bounds() -> (Int, Int?, Int)? {
    let text = rest.reversed().prefix(9)
    guard let end = text.firstIndex(of: "}") else { return nil }
    let inner = text[text.index(after: text.startIndex)..<end]
    var string = ""
    string.unicodeScalars.append(contentsOf: inner)
    let parts = string.split(separator: ",", omittingEmptySubsequences: false)
    guard let from = parts.first.flatMap({ Int($0) }), from >= 0, parts.count <= 2 else { return nil }
    let length = inner.count + 2
    if parts.count == 1 { return (from, from, length) }
    if parts[1].isEmpty { return (from, nil, length) }
    guard let through = Int(parts[1]) else { return nil }
    return (from, through, length)
  }

  private mutating func set() throws(Fault) -> LinearPattern.Class {
    var these = LinearPattern.Class()
    if rest.last == "^" {
      rest.removeLast()
      these.isNegated = true
    }
    var isFirst = true
    while let scalar = rest.popLast() {
      if scalar == "]", !isFirst { return these }
      isFirst = false
      var low = scalar
      if scalar == "\\" {
        guard let escaped = rest.popLast() else { throw .escapeAtEnd }
        let named = Self.named(escaped)
        if named.ranges.count != 1 || named.ranges[0].lowerBound != named.ranges[0].upperBound {
          guard !named.isNegated else { throw .unsupported("an opposite within brackets") }
          these.ranges += named.ranges
          continue
        }
        low = named.ranges[0].lowerBound
      }
      if rest.last == "-", rest.dropLast().last != "]", let high = rest.dropLast().last {
        rest.removeLast(2)
        guard low <= high else { throw .open("[") }
        these.ranges.append(low...high)
        if ("A"..."Z").contains(low), ("A"..."Z").contains(high), let a = Unicode.Scalar(low.value + 32),
          let z = Unicode.Scalar(high.value + 32)
        {
          these.ranges.append(a...z)
        }
      } else {
        these.ranges += Self.literal(low).ranges
      }
    }
    throw .open("[")
  }

  private static func named(_ scalar: Unicode.Scalar) -> LinearPattern.Class {
    let word: [ClosedRange<Unicode.Scalar>] = [
      "a"..."z", "0"..."9", "_"..."_", "\u{aa}"..."\u{2af}", "\u{370}"..."\u{1fff}",
    ]
    let space: [ClosedRange<Unicode.Scalar>] = [" "..." ", "\t"..."\r", "\u{a0}"..."\u{a0}"]
    return switch scalar {
    case "d": LinearPattern.Class(ranges: ["0"..."9"])
    case "D": LinearPattern.Class(ranges: ["0"..."9"], isNegated: true)
    case "w": LinearPattern.Class(ranges: word)
    case "W": LinearPattern.Class(ranges: word, isNegated: true)
    case "s": LinearPattern.Class(ranges: space)
    case "S": LinearPattern.Class(ranges: space, isNegated: true)
    case "n": LinearPattern.Class(ranges: ["\n"..."\n"])
    case "t": LinearPattern.Class(ranges: ["\t"..."\t"])
    default: literal(scalar)
    }
  }

  // MARK: Writing

  private mutating func add(_ step: LinearPattern.Step) throws(Fault) -> Int {
    guard steps.count < Self.mostSteps else { throw .tooLarge }
    steps.append(step)
    return steps.count - 1
  }

  private mutating func write(_ tree: Tree, then next: Int) throws(Fault) -> Int {
    switch tree {
    case .empty: return next
    case .one(let these): return try add(.one(these, next))
    case .when(let condition): return try add(.when(condition, next))
    case .both(let left, let right): return try write(left, then: try write(right, then: next))
    case .either(let left, let right):
      let (one, other) = (try write(left, then: next), try write(right, then: next))
      return try add(.either(one, other))
    case .times(let inner, let from, let through):
      var place = next
      if let through {
        for _ in from..<max(from, through) { place = try add(.either(try write(inner, then: place), next)) }
      } else {
        let loop = try add(.either(next, next))
        steps[loop] = .either(try write(inner, then: loop), next)
        place = loop
      }
      for _ in 0..<from { place = try write(inner, then: place) }
      return place
    }
  }
}
