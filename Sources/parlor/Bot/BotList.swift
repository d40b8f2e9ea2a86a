import ArgumentParser
import BotRunner
import Foundation
import Rendering

/// `parlor bot list`
struct BotList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the plugins there are, and how those that run fare.")

  @OptionGroup var places: PluginPlaces
  @OptionGroup var state: BotStatePlace

  func run() async throws {
    let running = BotStatus.read(in: state.folder) ?? []
    var rows: [[String]] = [["plugin", "version", "connection", "state", "description"]]
    var listed = Set<String>()
    for folder in places.all {
      do throws(BotError) {
        let plugin = try LoadedPlugin(folder: folder).manifest
        let status = running.first { $0.name == plugin.name }
        listed.insert(plugin.name)
        rows.append([
          plugin.name, plugin.version, status?.connection ?? "-", status?.state ?? "not running", plugin.description,
        ])
      } catch {
        rows.append([String(folder.split(separator: "/").last ?? ""), "-", "-", "broken: \(error)", ""])
      }
    }
    for bot in running where !listed.contains(bot.name) {
      rows.append([bot.name, bot.version, bot.connection, bot.state, ""])
    }
    if rows.count == 1 {
      throw fail("There is no plugin in \(places.folder), and no runner at work. 'parlor bot new NAME' makes one.")
    }
    let texts = rows.map { $0.map { TerminalText.escaped($0) } }
    let widths = (0..<5).map { column in texts.map { TerminalText.columns(of: $0[column]) }.max() ?? 0 }
    for row in texts {
      let cells = row.enumerated().map { index, text in
        text + String(repeating: " ", count: widths[index] - TerminalText.columns(of: text))
      }
      print(cells.joined(separator: "  ").replacing(/\s+$/, with: ""))
    }
  }
}
