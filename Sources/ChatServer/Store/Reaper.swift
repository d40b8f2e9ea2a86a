import ChatModel

/// Which servers were found dead, so that each is reaped again a minute later: a command it had sent to a stalled store
/// may still have been carried out after the first time.
struct Reaper {
  /// How long a dead server is remembered, in milliseconds.
  static let memory: Int64 = 60_000

  private var found: [ServerID: Int64] = [:]
  private var underWay: Set<ServerID> = []

  /// These servers' leases are over.
  ///
  /// - Returns: those to be reaped now.
  mutating func expired(_ servers: [ServerID], own: ServerID, now: Int64) -> [ServerID] {
    // Another server has cleared up the rest.
    found = found.filter { servers.contains($0.key) }
    let due = servers.filter { server in
      guard server != own, !underWay.contains(server) else { return false }
      return found[server].map { now - $0 >= Self.memory } ?? true
    }
    underWay.formUnion(due)
    return due
  }

  /// A server's connections are out of all rooms.
  ///
  /// - Returns: whether this was the second time, so that nothing more is kept of it.
  mutating func reaped(_ server: ServerID, now: Int64) -> Bool {
    underWay.remove(server)
    if found.removeValue(forKey: server) != nil { return true }
    found[server] = now
    return false
  }

  /// Reaping broke off: it is tried again at the next look.
  mutating func failed(_ server: ServerID) { underWay.remove(server) }
}
