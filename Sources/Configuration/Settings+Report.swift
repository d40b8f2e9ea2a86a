import ChatModel

extension Settings {
  /// What holds and where it comes from, a line each: valid as a configuration file.
  public func report(known: [Setting] = Setting.serve) -> String {
    var rows = known.map { setting in
      let value = values[setting.name]
      return (setting.name, value.map { shown($0, of: setting) } ?? "", value?.source ?? .standard)
    }
    rows = rows.map { name, value, source in
      value.isEmpty ? ("# \(name)", "", source) : (name, value, source)
    }
    let limitRows = Limits.entries.map { entry in
      ("  \(entry.name)", String(limits.value(of: entry)), limitSources[entry.name] ?? .standard)
    }
    let lines = rows + [("limits", "", .standard)] + limitRows
    let width = lines.map { $0.0.count + $0.1.count + 2 }.max() ?? 0
    return lines.map { name, value, source in
      let text = value.isEmpty ? "\(name):" : "\(name): \(value)"
      return name == "limits" ? text : text + String(repeating: " ", count: max(1, width - text.count)) + " # \(source)"
    }.joined(separator: "\n")
  }

  private func shown(_ value: Value, of setting: Setting) -> String {
    if setting.isList { return "[" + value.items.map(quoted).joined(separator: ", ") + "]" }
    return quoted(setting.name == Setting.redis.name ? withoutPassword(value.text) : value.text)
  }

  private func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
        || "/._-".utf8.contains(byte)
    }
    if plain && !text.isEmpty { return text }
    let inner = escaped(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(inner)\""
  }

  private func withoutPassword(_ address: String) -> String {
    guard let scheme = address.firstRange(of: "://"), let at = address.lastIndex(of: "@"), scheme.upperBound < at else {
      return address
    }
    return address[..<scheme.upperBound] + "…@" + address[address.index(after: at)...]
  }
}
