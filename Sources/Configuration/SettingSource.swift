/// Where a value came from: shown by `--print-config` and in errors.
public enum SettingSource: Sendable, Equatable, CustomStringConvertible {
  /// A flag of the command line.
  case flag(String)
  /// A variable of the environment.
  case variable(String)
  /// A line of the configuration file.
  case file(String, line: Int)
  /// Nobody said anything.
  case standard

  /// In words.
  public var description: String {
    switch self {
    case .flag(let name) where ["eio3", "rate-limits"].contains(name): "--no-\(name)"
    case .flag(let name): "--\(name)"
    case .variable(let name): "environment variable \(name)"
    case .file(let path, let line): "\(path):\(line)"
    case .standard: "default"
    }
  }
}
