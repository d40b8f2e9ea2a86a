import ArgumentParser
import ChatModel
import ChatStore
import Rendering

/// `topic TEXT`, `topic --clear`
struct TopicCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "topic", abstract: "Set a room's topic; 'room' shows it.")

  @Argument(help: "The text; several words need no quotes.")
  var words: [String] = []
  @Flag(help: "Take the topic away.")
  var clear = false
  @OptionGroup var setting: SettingOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if words.isEmpty != clear { throw ValidationError("Say the topic, or --clear.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = try context.chosenRoom()
    let text = words.joined(separator: " ")
    try await context.set(
      [.topic(text)], of: room, plan: "topic of \(room): \(TerminalText.escaped(text))", setting, options)
  }
}
