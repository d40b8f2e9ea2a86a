public import ChatModel

/// All settings with their values and where each came from: flags before environment before file before defaults.
public struct Settings: Sendable {
  /// A value and its origin; a setting without value and default has none.
  public struct Value: Sendable, Equatable {
    /// The values given; more than one only for lists.
    public let items: [String]
    /// Who gave them.
    public let source: SettingSource

    /// A value and its origin.
    public init(items: [String], source: SettingSource) {
      self.items = items
      self.source = source
    }

    /// The single value.
    public var text: String { items.joined(separator: ",") }
  }

  /// What holds, by name.
  public let values: [String: Value]
  /// The limits, changed as the file and the flags say.
  public let limits: Limits
  /// Who changed a limit, by its name.
  public let limitSources: [String: SettingSource]

  /// Works out what holds.
  ///
  /// - Parameters:
  ///   - flags: values of the command line by setting name; absent ones were not given.
  ///   - limitFlags: `NAME=VALUE` of each `--limit`.
  ///   - environment: the process's variables.
  ///   - file: path and text of the configuration file, if there is one.
  public init(
    flags: [String: [String]], limitFlags: [String] = [], environment: [String: String],
    file: (path: String, text: String)? = nil, known: [Setting] = Setting.serve
  ) throws(ConfigurationError) {
    var values: [String: Value] = [:]
    let parsed: SettingsFile? =
      if let file { try SettingsFile(path: file.path, text: file.text, known: known) } else { nil }
    for setting in known {
      if let items = flags[setting.name] {
        if items.contains("") {
          throw ConfigurationError("--\(setting.name) is empty.", hint: "Give it a value, or leave it out.")
        }
        values[setting.name] = Value(items: items, source: .flag(setting.name))
      } else if let variable = setting.variables.first(where: { environment[$0]?.isEmpty == false }) {
        let text = environment[variable] ?? ""
        let items = setting.isList ? text.split(separator: ",").map { String($0) } : [text]
        values[setting.name] = Value(items: items, source: .variable(variable))
      } else if let value = parsed?.values[setting.name], let parsed {
        values[setting.name] = Value(items: value.items, source: .file(parsed.path, line: value.line))
      } else if let fallback = setting.fallback {
        values[setting.name] = Value(items: [fallback], source: .standard)
      }
    }
    var limits = Limits()
    var sources: [String: SettingSource] = [:]
    for (name, value) in parsed?.limits ?? [] {
      let source = SettingSource.file(parsed?.path ?? "", line: value.line)
      try Self.set(name, value.items[0], source: source, in: &limits)
      sources[name] = source
    }
    for flag in limitFlags {
      let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ConfigurationError(
          "--limit \(escaped(flag)) is not NAME=VALUE.", hint: "For example --limit room_log=500.")
      }
      try Self.set(parts[0], parts[1], source: .flag("limit"), in: &limits)
      sources[parts[0]] = .flag("limit")
    }
    guard limits.presenceBack <= limits.presencePeople else {
      throw ConfigurationError(
        "Limit presence_back is \(limits.presenceBack), above presence_people, \(limits.presencePeople).",
        hint: "A crowd must shrink before its people are listed again: set presence_back lower.")
    }
    self.values = values
    self.limits = limits
    limitSources = sources
  }

  private static func set(
    _ name: String, _ text: String, source: SettingSource, in limits: inout Limits
  ) throws(ConfigurationError) {
    guard let value = Int64(text.replacing("_", with: "")) else {
      throw ConfigurationError(
        "\(source): limit \(escaped(name)) is '\(escaped(text))', not a number.", hint: "Give a whole number.")
    }
    do {
      try limits.set(name, to: value)
    } catch {
      switch error {
      case .unknown(let name):
        throw ConfigurationError(
          "\(source): there is no limit '\(escaped(name))'.",
          hint: suggestion(for: name, among: Limits.entries.map(\.name)))
      case .outOfRange(let name):
        throw ConfigurationError("\(source): limit \(name) is \(value).", hint: "It takes 1 to 1099511627776.")
      }
    }
  }
}
