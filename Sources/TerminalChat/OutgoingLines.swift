import ChatClient
import ChatModel
import Rendering

/// Messages on their way that somebody typed: what is not accepted is told, and the end waits for the rest a while.
actor OutgoingLines {
  private let client: ChatClient
  private let tell: @Sendable (String) async -> Void
  private var open: [Int: Task<Void, Never>] = [:]
  private var count = 0
  /// How many the client's end came before.
  private var unsent = 0

  init(_ client: ChatClient, tell: @escaping @Sendable (String) async -> Void) {
    self.client = client
    self.tell = tell
  }

  /// Says what somebody typed; messages go out in the order of the calls.
  func add(_ text: String, in room: RoomID) {
    count += 1
    let number = count
    open[number] = Task {
      do throws(ChatClientError) { try await client.send(text, in: room) } catch { await failed(text, error) }
      open[number] = nil
    }
  }

  /// Waits until all are acknowledged or refused, but no longer than this, and closes the client.
  ///
  /// - Parameter typed: ends when everything that was typed has been carried out.
  /// - Returns: how many messages were not acknowledged.
  func finish(after typed: Task<Void, Never>?, within limit: Duration) async -> Int {
    await withTaskGroup { group in
      group.addTask { await self.rest(after: typed) }
      group.addTask { try? await Task.sleep(for: limit) }
      await group.next()
      group.cancelAll()
      // Whoever still waits is told by the client's end.
      await client.close()
    }
    return unsent
  }

  private func rest(after typed: Task<Void, Never>?) async {
    await typed?.value
    for task in open.values { await task.value }
  }

  private func failed(_ text: String, _ error: ChatClientError) async {
    // They are counted instead: nobody refused them.
    if error.code == .closed {
      unsent += 1
    } else {
      let beginning = TerminalText.fitted(TerminalText.escaped(text), columns: 32)
      await tell("\"\(beginning)\" was not sent: \(error.words)")
    }
  }
}
