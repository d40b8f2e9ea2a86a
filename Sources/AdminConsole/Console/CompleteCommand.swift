import ArgumentParser

/// `complete LINE`: what the prompt would offer, for the completion of shells.
struct CompleteCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete", abstract: "List what may come next in a line.", shouldDisplay: false)

  @Argument(help: "The line up to the cursor.")
  var line: String
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    for word in await Completer(session: context.session).candidates(for: line) {
      try context.output.result(line: word)
    }
  }
}
