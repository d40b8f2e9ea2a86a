import ArgumentParser
import ChatStore

/// `stats`
struct StatsCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Show figures of the chat and of Redis.")

  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let stats = try await context.ask { () throws(StoreError) in try await context.store.stats() }
    if Task.isCancelled { throw .interrupted }
    try context.show(
      Record([
        "servers": .number(Int64(stats.servers)), "rooms": .number(stats.rooms), "people": .number(stats.people),
        "connections": .number(stats.connections), "messages": .number(stats.messages),
        "bans_everywhere": .number(stats.bansEverywhere), "redis_version": .text(stats.redisVersion),
        "used_memory": .bytes(stats.usedMemory), "max_memory": stats.maxMemory == 0 ? .none : .bytes(stats.maxMemory),
        "commands_per_second": .number(stats.commandsPerSecond), "redis_clients": .number(stats.redisClients),
        "keys": .number(stats.keys),
      ]))
  }
}
