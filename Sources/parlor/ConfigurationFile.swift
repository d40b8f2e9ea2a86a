import Configuration
import Foundation

/// Finds and reads the configuration file.
enum ConfigurationFile {
  static let standard = "parlor.yaml"

  /// The settings from the command line, the environment and the file: the one named, or `parlor.yaml` if there is one.
  static func settings(
    flags: [String: [String]], limitFlags: [String], path: String?
  ) throws(ConfigurationError) -> Settings {
    let environment = ProcessInfo.processInfo.environment
    let named = path ?? environment["PARLOR_CONFIG"]
    var file: (path: String, text: String)?
    if let path = named ?? (FileManager.default.fileExists(atPath: standard) ? standard : nil) {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw ConfigurationError("The configuration file \(path) cannot be read.", hint: "Check its name and rights.")
      }
      guard let text = String(data: data, encoding: .utf8) else {
        throw ConfigurationError("The configuration file \(path) is not UTF-8 text.", hint: "Save it as UTF-8.")
      }
      file = (path, text)
    }
    return try Settings(flags: flags, limitFlags: limitFlags, environment: environment, file: file)
  }
}
