import ArgumentParser
import ChatModel
import ChatStore

/// `servers`
struct ServersCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "servers", abstract: "List who serves, and who died a short time ago.")

  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let servers = try await context.ask { () throws(StoreError) in try await context.store.servers() }
    let listing = context.listing(
      "server", "alive", "lease", "rooms", "connections", "messages", "host", "pid", "started")
    for server in servers {
      try listing.add([
        .word(server.id.rawValue), .flag(server.isAlive),
        server.leaseMilliseconds.map { .duration($0) } ?? .none, .number(server.rooms),
        .number(server.figures.connections), .number(server.figures.messages), .text(server.figures.host),
        .number(server.figures.process), server.figures.started > 0 ? .date(server.figures.started) : .none,
      ])
    }
    try listing.finish()
  }
}
