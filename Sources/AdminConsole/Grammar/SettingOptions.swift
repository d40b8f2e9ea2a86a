import ArgumentParser

/// Options of the commands that change a room's settings.
struct SettingOptions: ParsableArguments, Sendable {
  @Flag(help: "Make the room if there is none.")
  var create = false
}
