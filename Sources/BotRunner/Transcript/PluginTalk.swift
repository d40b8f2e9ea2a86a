public import Logging

/// A talk with a plugin by hand: lines as in a transcript, and what it says as it comes.
public struct PluginTalk: Sendable {
  private let world: TranscriptWorld
  private let host: PluginHost
  private let stage: TranscriptStage

  /// Starts the plugin.
  ///
  /// - Parameter hears: is told what the plugin says or does.
  /// - Throws: ``BotError`` when it does not come up.
  public init(
    _ plugin: LoadedPlugin, setup: PluginSetup, logger: Logger, hears: @escaping @Sendable (String) -> Void
  ) async throws(BotError) {
    world = TranscriptWorld(name: setup.name, hears: hears)
    host = try PluginHost(plugin, setup: setup, world: world, logger: logger) { [TranscriptWorld.room] }
    try await host.start()
    stage = TranscriptStage(
      world: world, host: host, dispatch: Dispatch(prefix: "!", name: setup.name, manifest: plugin.manifest))
  }

  /// Does what a line says; one without a speaker is said by `you`.
  ///
  /// - Throws: ``BotError`` for a line that says nothing.
  public func take(_ line: String) async throws(BotError) {
    if line.trimmed.isEmpty { return }
    var step = Transcript.Step.says("you", isModerator: false, line)
    let isStep = ["@ ", "+ ", "- "].contains { line.hasPrefix($0) }
    let isSpoken =
      line.firstIndex(of: ">").map { mark in line[..<mark].allSatisfy { $0.isLetter || $0 == "*" } } ?? false
    if isStep || isSpoken, let first = try Transcript(line, path: "line").lines.first { step = first.step }
    await stage.perform(step)
  }

  /// Ends it.
  public func end() async { await host.stop() }
}
