import Yams

/// `parlor.yaml`: one value a key, lists where a setting takes several, and a section `limits`.
struct SettingsFile {
  /// A value and the line it stands on.
  struct Value: Equatable {
    var items: [String]
    var line: Int
  }

  let path: String
  private(set) var values: [String: Value] = [:]
  private(set) var limits: [(name: String, value: Value)] = []

  init(path: String, text: String, known: [Setting]) throws(ConfigurationError) {
    self.path = path
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw ConfigurationError("\(path) is not YAML: \(Self.oneLine(error)).", hint: "Mend the file or remove it.")
    }
    guard let root, root.null == nil else { return }
    guard let mapping = root.mapping else {
      throw ConfigurationError("\(path) must hold settings, one `name: value` a line.", hint: "Mend the file.")
    }
    for (keyNode, node) in mapping {
      let key = keyNode.string ?? ""
      let line = keyNode.mark?.line ?? 0
      if key == "limits" {
        try readLimits(node, line: line)
      } else if let setting = known.first(where: { $0.name == key }) {
        values[key] = try value(of: node, key: key, isList: setting.isList, line: line)
      } else {
        throw ConfigurationError(
          "\(path):\(line): unknown key '\(escaped(key))'.",
          hint: suggestion(for: key, among: known.map(\.name) + ["limits"]))
      }
    }
  }

  private mutating func readLimits(_ node: Node, line: Int) throws(ConfigurationError) {
    guard let mapping = node.mapping else {
      throw ConfigurationError(
        "\(path):\(line): limits must be a section of `name: number` lines.", hint: "Indent them.")
    }
    for (keyNode, valueNode) in mapping {
      let line = keyNode.mark?.line ?? line
      let key = keyNode.string ?? ""
      limits.append((key, try value(of: valueNode, key: key, isList: false, line: line)))
    }
  }

  private func value(of node: Node, key: String, isList: Bool, line: Int) throws(ConfigurationError) -> Value {
    if let scalar = node.scalar { return Value(items: [scalar.string], line: line) }
    if isList, let sequence = node.sequence {
      let items = sequence.compactMap(\.scalar?.string)
      if items.count == sequence.count { return Value(items: items, line: line) }
    }
    throw ConfigurationError(
      "\(path):\(line): \(escaped(key)) takes \(isList ? "a list of values" : "one value").", hint: "Mend that line.")
  }

  private static func oneLine(_ error: any Error) -> String {
    escaped("\(error)".split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.joined(separator: " "))
  }
}
