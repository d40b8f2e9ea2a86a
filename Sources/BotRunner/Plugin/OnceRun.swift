import JSONText
import Logging
import Rendering

/// A plugin that is run anew for each message it wants: the message on its standard input, its reply on the output.
struct OnceRun {
  private let plugin: LoadedPlugin
  private let setup: PluginSetup
  private let logger: Logger

  init(_ plugin: LoadedPlugin, setup: PluginSetup, logger: Logger) {
    self.plugin = plugin
    self.setup = setup
    self.logger = logger
  }

  func reply(to call: PluginCall) async throws(BotError) -> [String] {
    let process = PluginProcess(
      command: plugin.command, folder: setup.workFolder, environment: plugin.environment(setup))
    var params = call.params
    params["method"] = .string(call.kind.method)
    params["settings"] = .object(setup.settings)
    process.write(JSONValue.object(params).encoded + [0x0A])
    process.closeInput()
    let late = "It did not answer within \(setup.deadline.components.seconds) seconds."
    let deadline = Task {
      try await Task.sleep(for: setup.deadline)
      await process.end(because: late)
    }
    defer { deadline.cancel() }
    var lines: [String] = []
    for await event in process.events {
      switch event {
      case .line(let bytes): lines.append(String(decoding: bytes, as: UTF8.self))
      case .log(let text): logger.info("\(TerminalText.escaped(String(text.prefix(2000))))")
      case .ended("It ended by itself."): break
      case .ended(let why): throw BotError(why)
      }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
  }
}
