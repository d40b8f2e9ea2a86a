import ChatClient

/// Messages on their way that somebody typed: what is not accepted is told, and the end waits for the rest a while.
actor OutgoingLines {
  private let client: ChatClient
  private let tell: @Sendable (String) async -> Void
  private var open: [Int: Task<Void, Never>] = [:]
  private var count = 0

  init(_ client: ChatClient, tell: @escaping @Sendable (String) async -> Void) {
    self.client = client
    self.tell = tell
  }

  /// How many are not acknowledged.
  var waiting: Int { open.count }

  /// Says what somebody typed; messages go out in the order of the calls.
  func add(_ send: @escaping @Sendable (ChatClient) async throws(ChatClientError) -> Void) {
    count += 1
    let number = count
    open[number] = Task { [client, tell] in
      do throws(ChatClientError) { try await send(client) } catch { await tell("Not sent: \(error.words)") }
      self.done(number)
    }
  }

  /// Waits until all are acknowledged or refused, but no longer than this.
  func finish(within limit: Duration) async {
    await withTaskGroup { group in
      group.addTask { for task in await self.tasks { await task.value } }
      group.addTask { try? await Task.sleep(for: limit) }
      await group.next()
      group.cancelAll()
      // Whoever still waits is told by the client's end.
      await client.close()
    }
  }

  private var tasks: [Task<Void, Never>] { Array(open.values) }
  private func done(_ number: Int) { open[number] = nil }
}
