import ArgumentParser
import BotRunner
import Foundation

/// `parlor bot`: plugins that answer in rooms.
struct BotCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bot", abstract: "Run, write and test bots; plugins in any language.",
    discussion: """
      From nothing to an answering bot:

        parlor bot new weather --language python
        parlor bot test weather
        parlor bot run weather --room lobby
      """,
    subcommands: [BotRun.self, BotNew.self, BotTest.self, BotConsole.self, BotList.self])
}

/// Where plugins are.
struct PluginPlaces: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of plugins that are named without one. (default: ./Plugins)", valueName: "folder"))
  var plugins: String?

  /// The folder plugins are looked for in.
  var folder: String { plugins ?? "Plugins" }

  /// The folder of a plugin: as it is named, in the folder of plugins, or here.
  func place(of name: String) -> String {
    let files = FileManager.default
    let candidates = name.contains("/") ? [name] : ["\(folder)/\(name)", name]
    return candidates.first { files.fileExists(atPath: $0 + "/plugin.yaml") } ?? candidates[0]
  }

  /// The folders of all plugins there are.
  var all: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { "\(folder)/\($0)" }.filter {
      FileManager.default.fileExists(atPath: $0 + "/plugin.yaml")
    }
  }

  /// Reads the plugins that are named, or all there are; builds those whose program is older than its sources.
  func load(_ names: [String]) async throws -> [LoadedPlugin] {
    let folders = names.isEmpty ? all : names.map(place)
    if folders.isEmpty { throw fail("There is no plugin in \(folder). 'parlor bot new NAME' makes one.") }
    var plugins: [LoadedPlugin] = []
    for folder in folders {
      let plugin = try failing { () throws(BotError) in try LoadedPlugin(folder: folder) }
      let build = PluginBuild(plugin)
      if build.isDue {
        FileHandle.standardError.write(Data("Building \(plugin.manifest.name) …\n".utf8))
        do throws(BotError) {
          try await build.run { line in FileHandle.standardError.write(Data("  \(line)\n".utf8)) }
        } catch { throw fail(error.description) }
      }
      plugins.append(plugin)
    }
    return plugins
  }
}

/// Where bots keep what they have to remember.
struct BotStatePlace: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder of what bots remember. (default: $XDG_STATE_HOME/parlor/bots or ~/.local/state/parlor/bots)",
      valueName: "folder"))
  var stateDir: String?

  var folder: String {
    if let stateDir { return URL(fileURLWithPath: stateDir).standardizedFileURL.path }
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return (base ?? (environment["HOME"] ?? "/tmp") + "/.local/state") + "/parlor/bots"
  }
}
