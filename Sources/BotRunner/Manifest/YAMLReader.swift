import JSONText
import Rendering
import Yams

/// A mapping of a YAML file whose keys are all accounted for; what is wrong is said with file and line.
struct YAMLReader {
  let path: String
  private let mapping: [(key: String, node: Node)]
  private let line: Int

  /// The mapping a file holds.
  init(path: String, text: String) throws(BotError) {
    let root: Node?
    do { root = try Yams.compose(yaml: text) } catch {
      let words = "\(error)".split(whereSeparator: \.isWhitespace).joined(separator: " ")
      throw BotError("\(path) is not YAML: \(TerminalText.escaped(words)).", hint: "Mend the file.")
    }
    try self.init(path: path, node: root, line: 1, what: "the file")
  }

  private init(path: String, node: Node?, line: Int, what: String) throws(BotError) {
    self.path = path
    self.line = line
    if let node, node.null == nil {
      guard let found = node.mapping else {
        throw BotError("\(path):\(line): \(what) must hold `key: value` lines.", hint: "Mend the file.")
      }
      mapping = found.map { ($0.key.string ?? "", $0.value) }
    } else {
      mapping = []
    }
  }

  /// Its keys, in order.
  var keys: [String] { mapping.map(\.key) }

  /// Refuses keys that mean nothing, with the nearest that does.
  func allow(_ known: [String]) throws(BotError) {
    for (key, node) in mapping where !known.contains(key) {
      let near = Suggestion.nearest(to: key, among: known).map { "Did you mean '\($0)'?" }
      throw BotError(
        "\(path):\(node.mark?.line ?? line): unknown key '\(TerminalText.escaped(key))'.",
        hint: near ?? "Known are \(known.joined(separator: ", ")).")
    }
  }

  func fault(_ key: String, _ what: String, hint: String = "") -> BotError {
    let place = node(key)?.mark?.line ?? line
    return BotError("\(path):\(place): \(key) \(what).", hint: hint)
  }

  private func node(_ key: String) -> Node? { mapping.last { $0.key == key }?.node }

  func text(_ key: String) throws(BotError) -> String? {
    guard let node = node(key), node.null == nil else { return nil }
    guard let scalar = node.scalar else { throw fault(key, "takes one value") }
    return scalar.string
  }

  func flag(_ key: String) throws(BotError) -> Bool {
    switch try text(key) {
    case nil, "false", "no": false
    case "true", "yes": true
    default: throw fault(key, "is true or false")
    }
  }

  func texts(_ key: String) throws(BotError) -> [String]? {
    guard let node = node(key), node.null == nil else { return nil }
    if let scalar = node.scalar { return [scalar.string] }
    guard let items = node.sequence?.map({ $0.scalar?.string }), !items.contains(nil) else {
      throw fault(key, "takes a list of values")
    }
    return items.compactMap(\.self)
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ text: String, of _: Choice.Type = Choice.self
  ) throws(BotError) -> Choice {
    guard let choice = Choice(rawValue: text) else {
      throw fault(
        key, "cannot be '\(TerminalText.escaped(text))'",
        hint: "Choose from \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return choice
  }

  /// A list of mappings.
  func sections(_ key: String) throws(BotError) -> [YAMLReader] {
    guard let node = node(key), node.null == nil else { return [] }
    guard let items = node.sequence else { throw fault(key, "takes a list") }
    var sections: [YAMLReader] = []
    for item in items {
      sections.append(try YAMLReader(path: path, node: item, line: item.mark?.line ?? line, what: "each of \(key)"))
    }
    return sections
  }

  /// A mapping under a key.
  func section(_ key: String) throws(BotError) -> YAMLReader? {
    guard let node = node(key) else { return nil }
    return try YAMLReader(path: path, node: node, line: node.mark?.line ?? line, what: key)
  }

  /// A mapping of anything, as JSON.
  func object(_ key: String) throws(BotError) -> JSONObject {
    guard let node = node(key), node.null == nil else { return [:] }
    guard case .object(let object) = Self.json(node, depth: 0) else { throw fault(key, "must hold `key: value` lines") }
    return object
  }

  private static func json(_ node: Node, depth: Int) -> JSONValue {
    guard depth < 16 else { return .null }
    if let mapping = node.mapping {
      return .object(
        JSONObject(
          mapping.map { JSONObject.Entry(key: $0.key.string ?? "", value: json($0.value, depth: depth + 1)) }))
    }
    if let sequence = node.sequence { return .array(sequence.map { json($0, depth: depth + 1) }) }
    if node.null != nil { return .null }
    if let flag = node.bool { return .bool(flag) }
    if let number = node.int { return .number(JSONNumber(Int64(number))) }
    if let number = node.float.flatMap({ JSONNumber($0) }) { return .number(number) }
    return .string(node.scalar?.string ?? "")
  }
}
