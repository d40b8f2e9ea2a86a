import Foundation
import JSONText
import Rendering

/// A plugin's folder, read and checked.
public struct LoadedPlugin: Sendable, Equatable {
  /// What it says of itself.
  public let manifest: PluginManifest
  /// Its folder, absolute.
  public let folder: String
  /// When its files were last changed: another value means other files.
  public let stamp: Int64

  /// Reads the plugin in a folder.
  ///
  /// - Throws: ``BotError`` with file, line and what to do.
  public init(folder: String) throws(BotError) {
    let folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    stamp = Self.stamp(of: folder)
    let path = folder + "/plugin.yaml"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BotError(
        "There is no plugin in \(TerminalText.escaped(folder)): no plugin.yaml.", hint: "'parlor bot new' makes one.")
    }
    guard let text = String(data: data, encoding: .utf8) else { throw BotError("\(path) is not UTF-8 text.") }
    manifest = try PluginManifest(yaml: text, path: path)
    self.folder = folder
  }

  /// Whether it is a Swift package of its own, that has to be built.
  var hasPackage: Bool {
    manifest.run == "swift" && FileManager.default.fileExists(atPath: folder + "/Package.swift")
  }

  /// The words its program is started with. A Swift plugin without a package of its own is one that came with Parlor: its
  /// program stands beside this one.
  var command: [String] {
    if hasPackage { return [folder + "/.build/release/\(manifest.name)"] }
    if manifest.run == "swift" {
      let own =
        Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path ?? "/usr/local/bin"
      return [own + "/parlor-plugin-\(manifest.name)"]
    }
    let words = manifest.run.split(separator: " ").map { String($0) }
    guard let program = words.first else { return [] }
    let isOwn = program.contains("/") && !program.hasPrefix("/")
    return [isOwn ? URL(fileURLWithPath: folder + "/" + program).standardizedFileURL.path : program] + words.dropFirst()
  }

  /// Where helpers for plugins are that stand beside it; nil where there are none.
  public var siblingHelpers: String? {
    let path = URL(fileURLWithPath: folder).deletingLastPathComponent().path + "/sdk"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// What changes when a file of a folder does; what builds leave there does not count.
  public static func stamp(of folder: String) -> Int64 {
    let keys: [URLResourceKey] = [.contentModificationDateKey, .fileSizeKey, .isRegularFileKey]
    let all = FileManager.default.enumerator(
      at: URL(fileURLWithPath: folder), includingPropertiesForKeys: keys, options: [.skipsHiddenFiles])
    var stamp: UInt64 = 14_695_981_039_346_656_037
    var count = 0
    while count < 10_000, let url = all?.nextObject() as? URL {
      count += 1
      if url.lastPathComponent == "__pycache__" { all?.skipDescendants() }
      if url.lastPathComponent == "Package.resolved" { continue }
      guard let values = try? url.resourceValues(forKeys: Set(keys)), values.isRegularFile == true else { continue }
      let date = values.contentModificationDate?.timeIntervalSince1970 ?? 0
      for byte in "\(url.path) \(date) \(values.fileSize ?? 0)\n".utf8 {
        stamp = (stamp ^ UInt64(byte)) &* 1_099_511_628_211
      }
    }
    return Int64(bitPattern: stamp)
  }
}
