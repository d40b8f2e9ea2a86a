import ArgumentParser

/// A command of the console: the same from the shell, from a batch and at the prompt.
protocol AdminCommand: ParsableCommand, Sendable {
  /// The options all commands have.
  var common: CommonOptions { get }

  /// Does it.
  func run(_ context: AdminContext) async throws(AdminError)
}
