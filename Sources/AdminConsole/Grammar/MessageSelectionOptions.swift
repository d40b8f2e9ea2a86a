import ArgumentParser

/// Which messages of a room.
struct MessageSelectionOptions: ParsableArguments, Sendable {
  @Option(help: "Only messages before this: a time, a length of time ago (2h), or a number (#120).")
  var before: String?
  @Option(help: "Only messages after this.")
  var after: String?
  @Option(help: "Only messages of this person: an id, a short id, an exact name or a pattern.")
  var from: String?
  @Option(help: "Only messages with this text, in upper or lower case.")
  var grep: String?
}
