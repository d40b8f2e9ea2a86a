public import Logging

/// Runs a transcript against the real program of a plugin.
public struct TranscriptRun: Sendable {
  /// What came of it.
  public struct Outcome: Sendable {
    /// Where the plugin did something else than was written; empty when it did not.
    public var difference: [String] = []
    /// How many lines were run.
    public var lines = 0
  }

  private let plugin: LoadedPlugin
  private let setup: PluginSetup
  private let prefix: String
  private let logger: Logger
  /// How long a word that comes by itself is waited for.
  private static let patience = Duration.seconds(2)

  /// A run of this plugin.
  public init(_ plugin: LoadedPlugin, setup: PluginSetup, prefix: String = "!", logger: Logger) {
    self.plugin = plugin
    self.setup = setup
    self.prefix = prefix
    self.logger = logger
  }

  /// Runs it.
  ///
  /// - Throws: ``BotError`` when the plugin does not come up.
  public func run(_ transcript: Transcript) async throws(BotError) -> Outcome {
    let world = TranscriptWorld(name: setup.name)
    let host = try PluginHost(plugin, setup: setup, world: world, logger: logger) { [TranscriptWorld.room] }
    try await host.start()
    let stage = TranscriptStage(world: world, host: host, dispatch: dispatch)
    var outcome = Outcome()
    var shown: [String] = []
    for line in transcript.lines {
      outcome.lines += 1
      if case .expect(let expectation, let isAct) = line.step {
        let word = await world.nextWord(within: expectation == .nothing ? .milliseconds(300) : Self.patience)
        if expectation == .nothing ? word == nil : word.map({ $0.isAct == isAct && expectation.fits($0.text) }) == true
        {
          shown.append("  \(line.text)")
          continue
        }
        outcome.difference = difference(transcript, line, shown, word)
        break
      }
      if let word = await world.nextWord(within: .zero) {
        outcome.difference = difference(transcript, nil, shown, word)
        break
      }
      shown.append("  \(line.text)")
      await stage.perform(line.step)
    }
    if outcome.difference.isEmpty, let word = await world.nextWord(within: .milliseconds(100)) {
      outcome.difference = difference(transcript, nil, shown, word)
    }
    await host.stop()
    return outcome
  }

  private var dispatch: Dispatch { Dispatch(prefix: prefix, name: setup.name, manifest: plugin.manifest) }

  private func difference(
    _ transcript: Transcript, _ line: Transcript.Line?, _ shown: [String], _ word: TranscriptWorld.Word?
  ) -> [String] {
    let place = line.map { ":\($0.number)" } ?? ""
    var lines = ["\(transcript.path)\(place): the plugin says something else than is written:"] + shown.suffix(5)
    if let line { lines.append("- \(line.text)") }
    let name = setup.name
    if let word {
      lines.append("+ \(name)\(word.isAct ? "!" : "<") \(word.text.replacing("\n", with: "\\n"))")
    } else {
      lines.append("+ (nothing)")
    }
    return lines
  }
}
