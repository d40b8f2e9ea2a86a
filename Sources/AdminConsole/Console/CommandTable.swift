import ArgumentParser
import JSONText

/// The commands with their options, as the grammar has them: what completion knows without asking anybody.
struct CommandTable: Sendable {
  /// An option of a command.
  struct OptionEntry: Sendable, Equatable {
    /// As it is written: `--room`.
    let name: String
    /// Whether a value follows.
    let takesValue: Bool
    /// The values it takes, where they are few.
    let values: [String]
  }

  /// The options by command.
  let options: [String: [OptionEntry]]

  /// The names of all commands, in order.
  var names: [String] { options.keys.sorted() }

  /// The table of the grammar.
  static let current = CommandTable(help: ConsoleGrammar._dumpHelp())

  /// Reads what the parser tells of itself; what it does not tell is not completed.
  init(help: String) {
    let root = try? JSONValue(parsing: help, maxDepth: 64)
    var options: [String: [OptionEntry]] = [:]
    for command in Self.items(root?["command"]?["subcommands"]) {
      guard let name = command["commandName"]?.stringValue, command["shouldDisplay"] != false else { continue }
      var entries = Self.entries(of: command)
      for inner in Self.items(command["subcommands"]) where inner["commandName"]?.stringValue != "help" {
        entries += Self.entries(of: inner).filter { !entries.contains($0) }
      }
      options[name] = entries
    }
    self.options = options
  }

  private static func entries(of command: JSONValue) -> [OptionEntry] {
    items(command["arguments"]).compactMap { argument in
      guard let kind = argument["kind"]?.stringValue, kind != "positional",
        let name = argument["preferredName"]?["name"]?.stringValue,
        argument["preferredName"]?["kind"]?.stringValue == "long"
          || items(argument["names"]).contains(where: { $0["kind"]?.stringValue == "long" })
      else { return nil }
      let long = items(argument["names"]).first { $0["kind"]?.stringValue == "long" }?["name"]?.stringValue ?? name
      return OptionEntry(
        name: "--" + long, takesValue: kind == "option",
        values: items(argument["allValues"]).compactMap(\.stringValue))
    }
  }

  private static func items(_ value: JSONValue?) -> [JSONValue] {
    if case .array(let items)? = value { items } else { [] }
  }
}
