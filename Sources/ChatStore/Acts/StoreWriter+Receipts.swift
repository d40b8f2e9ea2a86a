import ChatModel
import RedisClient

extension StoreWriter {
  /// How long receipts are kept, in milliseconds.
  static let receiptMilliseconds: Int64 = 600_000

  /// Opens the place where servers write what they did about an act.
  func open(_ act: Act) async throws(StoreError) {
    do throws(StoreError) {
      _ = try await run(StoreScripts.act, keys: [keys.act(act.id)], [.integer(Self.receiptMilliseconds)])
    } catch {
      // Receipts are for whoever acts: a full store does not keep the act from being done.
      guard error.code == .full else { throw error }
    }
  }

  /// Waits until the servers that an act concerns have written what they did, but no longer than this.
  public func receipts(
    for outcome: ActOutcome, within limit: Duration = .seconds(2)
  ) async throws(StoreError) -> ActReceipts {
    let servers = try await reader.servers()
    let alive = Set(servers.lazy.filter(\.isAlive).map(\.id))
    let holders = Dictionary(grouping: outcome.connections, by: \.server)
    var expected = Set(holders.keys).intersection(alive)
    if outcome.concernsAllServers { expected.formUnion(alive) }
    var found = ActReceipts()
    found.gone = holders.keys.filter { !alive.contains($0) }.sorted { $0.rawValue < $1.rawValue }
    let clock = ContinuousClock()
    let end = clock.now + limit
    var pause = Duration.milliseconds(5)
    while true {
      found.receipts = try await receipts(of: outcome.act)
      let done = found.receipts.filter { receipt in
        let told = Set(receipt.connections)
        // A receipt names a hundred at the most.
        return told.count >= 100 || (holders[receipt.server] ?? []).allSatisfy { told.contains($0.connection) }
      }
      let silent = expected.subtracting(done.map(\.server))
      found.silent = silent.sorted { $0.rawValue < $1.rawValue }
      if silent.isEmpty || clock.now >= end { return found }
      do { try await Task.sleep(for: pause) } catch { return found }
      pause = min(pause * 2, .milliseconds(50))
    }
  }

  private func receipts(of act: ActID) async throws(StoreError) -> [ActReceipt] {
    let fields = try await ask("HGETALL", [.string(keys.act(act))]).array ?? []
    var receipts: [ActReceipt] = []
    for index in stride(from: 0, to: fields.count - 1, by: 2) {
      guard let server = fields[index].string.flatMap({ ServerID($0) }),
        let words = fields[index + 1].string?.split(separator: " "), words.count >= 2,
        let milliseconds = Int64(words[0]), let told = Int64(words[1])
      else { continue }
      receipts.append(
        ActReceipt(
          server: server, milliseconds: milliseconds, connections: words.dropFirst(2).compactMap { ConnectionID($0) },
          told: told))
    }
    return receipts.sorted { ($0.milliseconds, $0.server.rawValue) < ($1.milliseconds, $1.server.rawValue) }
  }
}
