import Foundation

/// Where what a person typed is remembered: `$XDG_STATE_HOME/parlor`, else `~/.local/state/parlor`.
enum StateFolder {
  /// The path of a file there, its folder made; nil where it cannot be, so that nothing is remembered.
  static func file(_ name: String) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let base =
      environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? environment["HOME"].map { $0 + "/.local/state" }
    guard let folder = base.map({ $0 + "/parlor" }) else { return nil }
    let made: Void? = try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return made == nil ? nil : folder + "/" + name
  }
}
