import Rendering

extension PluginManifest {
  /// Reads a `plugin.yaml`.
  ///
  /// - Parameters:
  ///   - text: what the file holds.
  ///   - path: where it is, for errors.
  /// - Throws: ``BotError`` with file, line and what to do.
  public init(yaml text: String, path: String) throws(BotError) {
    let file = try YAMLReader(path: path, text: text)
    try file.allow([
      "name", "version", "protocol", "description", "run", "mode", "commands", "listen", "events", "schedule",
      "permissions", "rooms", "settings",
    ])
    guard let name = try file.text("name"), Self.isName(name) else {
      throw file.fault("name", "is missing, or is none", hint: "Use a-z, 0-9 and dashes, beginning with a letter.")
    }
    guard let run = try file.text("run"), !run.isEmpty else {
      throw file.fault("run", "is missing", hint: "Name the program, like ./\(name).py, or swift.")
    }
    self.init(name: name, run: run)
    let wanted = try file.text("protocol") ?? "1"
    guard wanted == "1" else {
      throw file.fault("protocol", "\(TerminalText.escaped(wanted)) is not known here", hint: "This runner speaks 1.")
    }
    version = try file.text("version") ?? "0"
    description = try file.text("description") ?? ""
    if let mode = try file.text("mode") { self.mode = try file.choice("mode", mode) }
    commands = try Self.commands(file)
    for text in try file.texts("listen") ?? [] {
      do throws(LinearPattern.Fault) { listen.append(try LinearPattern(text)) } catch {
        throw file.fault("listen", "has '\(TerminalText.escaped(text))', which \(error)")
      }
    }
    for event in try file.texts("events") ?? [] { events.insert(try file.choice("events", event)) }
    schedule = try Self.schedule(file)
    for word in try file.texts("permissions") ?? [] { permissions.insert(try file.choice("permissions", word)) }
    rooms = try file.texts("rooms") ?? ["*"]
    settings = try file.object("settings")
    if mode == .once, !schedule.isEmpty || !events.isEmpty {
      throw file.fault("mode", "once is for commands and messages only", hint: "Use mode: session.")
    }
  }

  /// Whether a text can name a plugin.
  public static func isName(_ text: String) -> Bool {
    let letters = text.utf8
    return (1...32).contains(letters.count) && (0x61...0x7A).contains(letters.first ?? 0)
      && letters.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  private static func commands(_ file: YAMLReader) throws(BotError) -> [Command] {
    var commands: [Command] = []
    for entry in try file.sections("commands") {
      try entry.allow(["name", "usage", "help", "role"])
      guard let name = try entry.text("name"), isName(name), name != "help" else {
        throw entry.fault("name", "of a command is missing, or is none", hint: "Use a-z, 0-9 and dashes; not help.")
      }
      if commands.contains(where: { $0.name == name }) { throw entry.fault("name", "\(name) is there twice") }
      var command = Command(name: name, usage: try entry.text("usage") ?? name, help: try entry.text("help") ?? "")
      switch try entry.text("role") {
      case nil, "member": break
      case "moderator": command.isForModerators = true
      default: throw entry.fault("role", "is member or moderator")
      }
      commands.append(command)
    }
    return commands
  }

  private static func schedule(_ file: YAMLReader) throws(BotError) -> [ScheduleEntry] {
    var entries: [ScheduleEntry] = []
    for entry in try file.sections("schedule") {
      try entry.allow(["name", "cron", "timezone"])
      guard let name = try entry.text("name"), isName(name), !entries.contains(where: { $0.name == name }) else {
        throw entry.fault("name", "of a schedule is missing, is none, or is there twice")
      }
      guard let cron = try entry.text("cron") else { throw entry.fault("cron", "is missing") }
      let zone = try entry.text("timezone") ?? "UTC"
      do throws(CronExpression.Fault) {
        entries.append(ScheduleEntry(name: name, times: try CronExpression(cron, timeZone: zone)))
      } catch {
        throw entry.fault("cron", "'\(TerminalText.escaped(cron))' \(error)")
      }
    }
    return entries
  }
}
