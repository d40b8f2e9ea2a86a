import ArgumentParser

@main
struct ConformanceServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "conformance-server", abstract: "Echo handlers.")
}
