public import ArgumentParser
public import BotRunner
import Foundation

extension PluginScaffold.Language: ExpressibleByArgument {}

/// `parlor bot new`
struct BotNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a plugin that works, with a transcript that passes.")

  @Argument(help: "Its name: a-z, 0-9 and dashes.")
  var name: String
  @Option(help: "swift, python or shell.")
  var language: PluginScaffold.Language
  @OptionGroup var places: PluginPlaces
  @Option(
    help: ArgumentHelp(
      "Folder of Parlor's sources, for Swift. (default: where this program was built)", valueName: "folder"))
  var sources: String?

  func run() async throws {
    let scaffold = try failing { () throws(BotError) in
      try PluginScaffold(name: name, language: language, parlor: sources.map { absolute($0) } ?? Self.sources)
    }
    let isThere = places.plugins != nil || FileManager.default.fileExists(atPath: places.folder)
    let folder = isThere ? "\(places.folder)/\(name)" : name
    let files: [String]
    do throws(BotError) { files = try scaffold.write(to: folder) } catch { throw fail(error.description) }
    for file in files { print(file) }
    print("Try it with: parlor bot test \(name)")
  }

  private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  /// The sources this program was built from, where it still stands among them.
  private static var sources: String? {
    var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    while let place = folder, place.path != "/" {
      if FileManager.default.fileExists(atPath: place.path + "/Sources/BotKit") { return place.path }
      folder = place.deletingLastPathComponent()
    }
    return nil
  }
}
