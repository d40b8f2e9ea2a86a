import ChatClient
import ChatModel

/// The chat in a pipe: each line of standard input is said, and all are acknowledged at the end.
struct PipedChat {
  private let client: ChatClient
  private let room: RoomID

  init(_ configuration: TerminalChat.Configuration) {
    client = ChatClient(configuration.client)
    room = configuration.room
  }

  func run() async -> ChatStatus {
    let running = Task { try await client.run() }
    let watching = Task { await watch() }
    let status = await send()
    await client.close()
    _ = await running.result
    await watching.value
    return status
  }

  /// A server that does not answer is no reason to wait: whoever runs a script wants to know. Once in, the connection
  /// may break off; then it is tried again.
  private func watch() async {
    var wasLive = false
    for await event in client.events {
      switch event {
      case .state(.live): wasLive = true
      case .state(.reconnecting(_, let error)) where !wasLive: await client.close(because: error)
      default: break
      }
    }
  }

  private func send() async -> ChatStatus {
    do throws(ChatClientError) { try await client.join(room) } catch {
      return await fail("Not in \(room)", error)
    }
    let lines = InputLines()
    var (number, sent) = (0, 0)
    while let line = await lines.next() {
      number += 1
      if line.allSatisfy(\.isWhitespace) { continue }
      do throws(ChatClientError) { try await client.send(line, in: room) } catch {
        let before = sent == 1 ? "1 message was sent before" : "\(sent) messages were sent before"
        return await fail("Line \(number) was not sent (\(before))", error)
      }
      sent += 1
    }
    return Task.isCancelled ? .interrupted : .ok
  }

  private func fail(_ what: String, _ error: ChatClientError) async -> ChatStatus {
    if Task.isCancelled { return .interrupted }
    await OutputLines.complaints.write(["parlor: \(what): \(error.words)"])
    return .failed
  }
}
