import ArgumentParser

/// Options of every command that changes the store.
struct ActOptions: ParsableArguments, Sendable {
  @Option(help: "Why; it is kept, and shown to those concerned.")
  var reason: String?
  @Flag(name: .shortAndLong, help: "Do it without asking.")
  var yes = false
  @Flag(name: .customLong("dry-run"), help: "Only show what would be done.")
  var isDry = false

  func validate() throws {
    if let reason, reason.utf8.count > 500 { throw ValidationError("A reason has at most 500 bytes.") }
  }
}
