import ChatClient
import ChatModel
import JSONText
import LineEditor

/// The chat for scripts and onlookers: prints what is heard until interrupted. The lines of standard input are said,
/// where that is no terminal; at their end it goes on.
struct FollowedChat {
  private let client: ChatClient
  private let configuration: TerminalChat.Configuration

  init(_ configuration: TerminalChat.Configuration) {
    var settings = configuration.client
    settings.rooms = [.init(configuration.room)]
    client = ChatClient(settings)
    self.configuration = configuration
  }

  func run() async -> ChatStatus {
    let running = Task { () async -> ChatClientError? in
      do throws(ChatClientError) { try await client.run() } catch { return error }
      return nil
    }
    let saying = Terminal.isInput ? nil : Task { await say() }
    let hearing = Task { await hear() }
    await withTaskCancellationHandler {
      await hearing.value
    } onCancel: { [client] in
      Task {
        await client.close()
        // Who reads no more cannot be told the rest.
        try? await Task.sleep(for: .seconds(1))
        hearing.cancel()
      }
    }
    saying?.cancel()
    await client.close()
    await saying?.value
    guard let error = await running.value else { return .ok }
    await OutputLines.complaints.write(["parlor: \(error.words)"])
    return .failed
  }

  private func hear() async {
    var view = ChatView(server: configuration.client.server.description, room: configuration.room, palette: .of(1))
    for await event in client.events {
      let lines =
        switch configuration.format {
        case .text: view.lines(for: event)
        case .jsonl: [EventRecord.line(for: event)]
        }
      guard await OutputLines.results.write(lines) else { return }
    }
  }

  private func say() async {
    let lines = InputLines()
    var number: Int64 = 0
    while let line = await lines.next() {
      number += 1
      if line.allSatisfy(\.isWhitespace) { continue }
      do throws(ChatClientError) {
        let receipt = try await client.send(line, in: configuration.room)
        if configuration.format == .jsonl {
          guard await OutputLines.results.write([EventRecord.line(sent: number, in: configuration.room, receipt)])
          else { return }
        }
      } catch {
        if Task.isCancelled { return }
        await OutputLines.complaints.write(["parlor: Line \(number) was not sent: \(error.words)"])
        if configuration.format == .jsonl {
          guard await OutputLines.results.write([EventRecord.line(notSent: number, in: configuration.room, error)])
          else { return }
        }
      }
    }
  }
}
