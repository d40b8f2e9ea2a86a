/// What `help` answers: the commands whoever asks may give in this room.
enum HelpText {
  static func text(_ plugins: [PluginManifest], prefix: String, role: String) -> String {
    var lines: [String] = []
    for plugin in plugins.sorted(by: { $0.name < $1.name }) {
      for command in plugin.commands where Dispatch.may(role, command) {
        lines.append("`\(prefix)\(command.usage)` \(command.help)".trimmed.description)
      }
    }
    if lines.isEmpty { return "There is nothing you can tell me here." }
    return lines.joined(separator: "\n")
  }

  /// What is said to somebody who mistyped a command; nil when no command is near.
  static func suggestion(for word: String, _ plugins: [PluginManifest], prefix: String, role: String) -> String? {
    let known = plugins.flatMap { $0.commands.filter { Dispatch.may(role, $0) }.map(\.name) } + ["help"]
    guard !known.contains(word) else { return nil }
    return Suggestion.nearest(to: word, among: known).map {
      "There is no `\(prefix)\(word)`. Did you mean `\(prefix)\($0)`?"
    }
  }
}
