import ArgumentParser

/// `kick WHO…`
struct KickCommand: PersonActCommand {
  static let act = PersonAct.kick
  static let configuration = CommandConfiguration(
    commandName: "kick", abstract: "Take people out of a room; they may come back.")

  @Argument(help: "Ids, short ids, exact names, or patterns.")
  var who: [String]
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions
}

/// `ban WHO… [--for 2h] [--everywhere] [--network]`
struct BanCommand: PersonActCommand {
  static let act = PersonAct.ban
  static let configuration = CommandConfiguration(
    commandName: "ban", abstract: "Take people out of a room and keep them out, also those who are absent.")

  @Argument(help: "Ids, short ids, exact names, or patterns.")
  var who: [String]
  @Option(name: .customLong("for"), help: "How long, like 2h or 30d; for ever unless said.")
  var length: Length?
  @Flag(help: "From all rooms, and from the chat as a whole.")
  var everywhere = false
  @Flag(help: "Also guests from the network this person is connected from at present (one IPv4 address, an IPv6 /64).")
  var network = false
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  var milliseconds: Int64? { length?.milliseconds }
  var isEverywhere: Bool { everywhere }
  var isForNetworks: Bool { network }
}

/// `unban WHO… [--everywhere]`
struct UnbanCommand: PersonActCommand {
  static let act = PersonAct.unban
  static let configuration = CommandConfiguration(commandName: "unban", abstract: "Let people in again.")

  @Argument(help: "Ids, short ids, exact names, or patterns, of those 'bans' lists.")
  var who: [String]
  @Flag(help: "Lift a ban from all rooms; bans of single rooms stay.")
  var everywhere = false
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  var isEverywhere: Bool { everywhere }
}

/// `mute WHO… [--for 2h]`
struct MuteCommand: PersonActCommand {
  static let act = PersonAct.mute
  static let configuration = CommandConfiguration(
    commandName: "mute", abstract: "Let people read but not write in a room.")

  @Argument(help: "Ids, short ids, exact names, or patterns.")
  var who: [String]
  @Option(name: .customLong("for"), help: "How long, like 2h or 30d; for ever unless said.")
  var length: Length?
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  var milliseconds: Int64? { length?.milliseconds }
}

/// `unmute WHO…`
struct UnmuteCommand: PersonActCommand {
  static let act = PersonAct.unmute
  static let configuration = CommandConfiguration(commandName: "unmute", abstract: "Let people write again.")

  @Argument(help: "Ids, short ids, exact names, or patterns, of those 'mutes' lists.")
  var who: [String]
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions
}
