import ArgumentParser
import ChatModel
import ChatStore

/// What the commands have in common that switch something of a room on or off.
protocol RoomSwitchCommand: AdminCommand {
  static var switched: RoomSetting { get }
  var named: RoomID? { get }
  var setting: SettingOptions { get }
  var options: ActOptions { get }
}

extension RoomSwitchCommand {
  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = try context.chosenRoom(named)
    try await context.set([Self.switched], of: room, plan: "\(Self._commandName) \(room)", setting, options)
  }
}

/// `lock [ROOM]`
struct LockCommand: RoomSwitchCommand {
  static let switched = RoomSetting.locked(true)
  static let configuration = CommandConfiguration(
    commandName: "lock", abstract: "Let only moderators write in a room.")

  @Argument(help: "The room; the one in use unless named.")
  var named: RoomID?
  @OptionGroup var setting: SettingOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions
}

/// `unlock [ROOM]`
struct UnlockCommand: RoomSwitchCommand {
  static let switched = RoomSetting.locked(false)
  static let configuration = CommandConfiguration(
    commandName: "unlock", abstract: "Let everybody write in a room again.")

  @Argument(help: "The room; the one in use unless named.")
  var named: RoomID?
  @OptionGroup var setting: SettingOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions
}

/// `hide [ROOM]`
struct HideCommand: RoomSwitchCommand {
  static let switched = RoomSetting.hidden(true)
  static let configuration = CommandConfiguration(
    commandName: "hide", abstract: "Leave a room out of the listings that clients see.")

  @Argument(help: "The room; the one in use unless named.")
  var named: RoomID?
  @OptionGroup var setting: SettingOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions
}

/// `unhide [ROOM]`
struct UnhideCommand: RoomSwitchCommand {
  static let switched = RoomSetting.hidden(false)
  static let configuration = CommandConfiguration(
    commandName: "unhide", abstract: "Show a room in the listings again.")

  @Argument(help: "The room; the one in use unless named.")
  var named: RoomID?
  @OptionGroup var setting: SettingOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions
}
