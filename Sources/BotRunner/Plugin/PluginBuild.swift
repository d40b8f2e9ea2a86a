import Foundation
import Subprocess
import SystemPackage

/// Builds a Swift plugin when its program is older than its sources.
public struct PluginBuild: Sendable {
  private let plugin: LoadedPlugin

  /// The build of this plugin.
  public init(_ plugin: LoadedPlugin) { self.plugin = plugin }

  /// Whether there is anything to build.
  public var isDue: Bool {
    guard plugin.hasPackage, let program = plugin.command.first else { return false }
    guard let built = Self.date(program) else { return true }
    let all = FileManager.default.enumerator(
      at: URL(fileURLWithPath: plugin.folder), includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    while let url = all?.nextObject() as? URL {
      if url.pathExtension == "swift", let changed = Self.date(url.path), changed > built { return true }
    }
    return false
  }

  /// Builds it.
  ///
  /// - Parameter progress: given each line the build says.
  /// - Throws: ``BotError`` with what the compiler found.
  public func run(progress: @escaping @Sendable (String) -> Void) async throws(BotError) {
    var errors: [String] = []
    let status: TerminationStatus
    do {
      let result = try await Subprocess.run(
        .name("swift"), arguments: ["build", "-c", "release", "--package-path", plugin.folder], input: .none,
        output: .sequence, error: .combinedWithOutput
      ) { execution in
        var found: [String] = []
        for try await line in execution.standardOutput.strings() {
          let text = line.trimmed.description
          if text.isEmpty { continue }
          progress(text)
          if text.contains("error:") { found.append(text) }
        }
        return found
      }
      (errors, status) = (result.closureResult, result.terminationStatus)
    } catch {
      throw BotError("\(plugin.manifest.name) cannot be built: \(error).", hint: "Is Swift installed?")
    }
    guard status.isSuccess else {
      throw BotError(
        "\(plugin.manifest.name) does not build: \(errors.first ?? "swift build failed").",
        hint: "Run swift build in \(plugin.folder).")
    }
  }

  private static func date(_ path: String) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
  }
}
