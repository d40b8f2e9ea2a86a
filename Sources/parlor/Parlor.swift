import ArgumentParser

/// The command: one verb for each thing people do with a chat of their own.
@main
struct Parlor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parlor",
    abstract: "A chat of your own: rooms, people and history behind one command.",
    discussion: "Start with `parlor serve`, then open http://127.0.0.1:3000/ in two browsers.",
    version: "0.1.0",
    subcommands: [Serve.self])
}
