import ArgumentParser
import BotRunner
import Foundation
import LineEditor
import Logging
import Rendering

/// `parlor bot console`
struct BotConsole: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console", abstract: "Talk to a plugin in the terminal, without a server.",
    discussion: """
      What you type is said to it by 'you'. '@ +5m' lets time go on, '+ bob' and '- bob' let somebody come and go, \
      'bob> hello' speaks for him. Ctrl-D ends it.
      """)

  @Argument(help: "The plugin, by name or folder.")
  var name: String
  @OptionGroup var places: PluginPlaces

  func run() async throws {
    ProcessSetup.ignoreBrokenPipes()
    guard let plugin = try await places.load([name]).first else { throw fail("There is no plugin \(name).") }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("parlor-bot-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var setup = PluginSetup(plugin.manifest, workFolder: folder)
    setup.helpersFolder = plugin.siblingHelpers
    let name = setup.name
    let talk: PluginTalk
    do throws(BotError) {
      talk = try await PluginTalk(plugin, setup: setup, logger: BotLogFormat.text.logger(.info)) { text in
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
          FileHandle.standardOutput.write(Data("\(name)< \(TerminalText.escaped(String(line)))\n".utf8))
        }
      }
    } catch { throw fail("\(name) does not start. \(error)") }
    if Terminal.isInteractive {
      let editor = LineEditor(history: nil) { _ in [] }
      while case .line(let line) = await editor.line("you> ") { await say(line, talk) }
      await editor.close()
    } else {
      while let line = readLine() { await say(line, talk) }
    }
    await talk.end()
  }

  private func say(_ line: String, _ talk: PluginTalk) async {
    do throws(BotError) { try await talk.take(line) } catch {
      FileHandle.standardError.write(Data("parlor: \(error)\n".utf8))
    }
  }
}
