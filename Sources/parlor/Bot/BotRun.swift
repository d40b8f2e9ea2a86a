import ArgumentParser
import BotRunner
import ChatClient
import ChatModel
import Foundation
import Logging
import UnixSignals

/// `parlor bot run`: options only; the runner does the work.
struct BotRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Let plugins take part in rooms.",
    discussion: """
      Each plugin is a person of its own. A plugin whose files change takes over by itself, as all do on SIGHUP; a new \
      one that does not work leaves the old one serving. Ctrl-C ends all of it in order.
      """)

  @Argument(help: "Plugins, by name or folder; those of the configuration unless named, else all there are.")
  var names: [String] = []
  @Option(help: "The server. (default: http://127.0.0.1:3000)")
  var url: String?
  @OptionGroup var trust: TrustOptions
  @Option(help: "A room to be in; may be repeated. (default: lobby)")
  var room: [String] = []
  @Option(help: "What stands in front of commands. (default: !)")
  var prefix: String?
  @Option(help: ArgumentHelp("Configuration of bots. (default: bots.yaml, if there is one)", valueName: "file"))
  var config: String?
  @OptionGroup var places: PluginPlaces
  @OptionGroup var state: BotStatePlace
  @Option(help: "Form of the log on standard error: text or json.")
  var logFormat: BotLogFormat = .text

  func run() async throws {
    ProcessSetup.ignoreBrokenPipes()
    let said = try configuration()
    let wanted = names.isEmpty ? said.plugins.map(\.place) : names
    let plugins = try await places.load(wanted)
    let entries = plugins.enumerated().map { index, plugin in
      let entry = said.plugins.first { $0.place == (index < wanted.count ? wanted[index] : plugin.manifest.name) }
      return (plugin: plugin, entry: entry ?? BotConfiguration.Entry(place: plugin.folder))
    }
    if Set(plugins.map(\.manifest.name)).count < plugins.count {
      throw fail("A plugin is named twice.", code: ExitCode(64))
    }
    var rooms: [RoomID] = []
    let named = room.isEmpty ? said.rooms : room
    for text in named.isEmpty ? ["lobby"] : named {
      guard let id = RoomID(text) else {
        throw fail("'\(text)' is no room: use a-z, 0-9, dots and dashes.", code: ExitCode(64))
      }
      rooms.append(id)
    }
    let server = try failing { () throws(ChatClientError) in
      try ServerURL(url ?? said.url ?? "http://127.0.0.1:3000")
    }
    var settings = BotRunner.Configuration(
      server: server, rooms: rooms, stateFolder: state.folder, plugins: entries)
    settings.trust = try trust.read(else: said.caFile)
    settings.prefix = prefix ?? said.prefix ?? "!"
    let runner = BotRunner(settings, logger: logFormat.logger)
    try await Self.untilEnded(runner)
  }

  private func configuration() throws -> BotConfiguration {
    let path = config ?? "bots.yaml"
    guard let data = FileManager.default.contents(atPath: path) else {
      if config != nil { throw fail("\(path) cannot be read. Check its name and rights.", code: ExitCode(64)) }
      return BotConfiguration()
    }
    return try failing { () throws(BotError) in
      try BotConfiguration(yaml: String(decoding: data, as: UTF8.self), path: path)
    }
  }

  private static func untilEnded(_ runner: BotRunner) async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
    let running = Task { () -> BotError? in
      do throws(BotError) {
        try await runner.run()
        return nil
      } catch { return error }
    }
    let watch = Task {
      for await signal in signals {
        if signal == .sighup { await runner.reload() } else { running.cancel() }
      }
    }
    defer { watch.cancel() }
    if let error = await running.value { throw fail(error.description) }
  }
}
