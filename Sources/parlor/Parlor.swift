import ArgumentParser
import ServiceLifecycle
import Logging

@main
struct Parlor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "parlor", abstract: "A self-hosted chat-room server.")
}
