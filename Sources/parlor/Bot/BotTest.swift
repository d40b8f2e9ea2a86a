import ArgumentParser
import BotRunner
import Foundation
import Logging

/// `parlor bot test`
struct BotTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run a plugin's transcripts, without a server.",
    discussion: """
      A transcript is plain text: 'alice> !roll 2d6' she says, 'dice< /rolled [0-9]+/' the plugin says what fits, \
      'dice< -' it says nothing, 'guard! mute bob' it moderates, '@ +5m' time goes on at once, '+ bob' he comes, \
      '- bob' he goes; 'alice*> …' speaks as a moderator. It ends with 1 where the plugin says something else.
      """)

  @Argument(help: "The plugin, by name or folder.")
  var name: String
  @Argument(help: "Transcripts; those in its folder transcripts unless named.")
  var transcripts: [String] = []
  @Flag(name: .shortAndLong, help: "Show the plugin's log.")
  var verbose = false
  @OptionGroup var places: PluginPlaces

  func run() async throws {
    ProcessSetup.ignoreBrokenPipes()
    guard let plugin = try await places.load([name]).first else { throw fail("There is no plugin \(name).") }
    let paths = transcripts.isEmpty ? Self.transcripts(of: plugin) : transcripts
    if paths.isEmpty {
      throw fail(
        "There is no transcript in \(plugin.folder)/transcripts. Write one, like: alice> !\(plugin.manifest.name)")
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("parlor-bot-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let logger = BotLogFormat.text.logger(verbose ? .info : .error)
    var different = 0
    for path in paths {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw fail("\(path) cannot be read. Check its name and rights.")
      }
      let transcript = try failing { () throws(BotError) in
        try Transcript(String(decoding: data, as: UTF8.self), path: path)
      }
      var setup = PluginSetup(plugin.manifest, workFolder: folder)
      setup.helpersFolder = plugin.siblingHelpers
      let outcome: TranscriptRun.Outcome
      do throws(BotError) {
        outcome = try await TranscriptRun(plugin, setup: setup, logger: logger).run(transcript)
      } catch { throw fail("\(plugin.manifest.name) does not start. \(error)") }
      if outcome.difference.isEmpty {
        print("ok  \(path)  (\(outcome.lines) lines)")
      } else {
        different += 1
        for line in outcome.difference { print(line) }
      }
    }
    if different > 0 { throw ExitCode(1) }
  }

  private static func transcripts(of plugin: LoadedPlugin) -> [String] {
    let folder = plugin.folder + "/transcripts"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { $0.hasSuffix(".txt") }.map { "\(folder)/\($0)" }
  }
}
