import ArgumentParser
import ChatModel
import ChatStore

/// `slowmode 5s`, `slowmode off`
struct SlowModeCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "slowmode", abstract: "Set the time between two messages of a member.")

  @Argument(help: "A length of time like 5s or 1m, or 'off'.")
  var length: String
  @OptionGroup var setting: SettingOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if milliseconds == nil { throw ValidationError("'slowmode' takes a length of time like 5s, or 'off'.") }
  }

  private var milliseconds: Int64? { length == "off" ? 0 : Length(argument: length)?.milliseconds }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = try context.chosenRoom()
    try await context.set(
      [.slowMode(milliseconds ?? 0)], of: room, plan: "slowmode \(length) in \(room)", setting, options)
  }
}
