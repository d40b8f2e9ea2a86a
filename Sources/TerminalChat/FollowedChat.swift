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
    let complaint = await withTaskCancellationHandler {
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
    let error = await running.value
    guard let words = complaint ?? error?.words else { return .ok }
    await OutputLines.complaints.write(["parlor: \(words)"])
    return .failed
  }

  /// - Returns: why it ended, where somebody has to be told.
  private func hear() async -> String? {
    var attendance = Attendance(room: configuration.room)
    var view = ChatView(server: configuration.client.server.description, room: configuration.room, palette: .of(1))
    for await event in client.events {
      view.columns = Terminal.size(of: 1)?.columns
      let lines =
        switch configuration.format {
        case .text: view.lines(for: event)
        case .jsonl: [EventRecord.line(for: event)]
        }
      switch await OutputLines.results.write(lines) {
      case .written: break
      case .unread: return nil
      case .failed(let reason): return "What is heard cannot be written: \(reason)."
      }
      if let end = attendance.end(with: event) { return end }
    }
    return nil
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
          let line = EventRecord.line(sent: number, in: configuration.room, receipt)
          guard await OutputLines.results.write([line]) == .written else { return }
        }
      } catch {
        if Task.isCancelled { return }
        await OutputLines.complaints.write(["parlor: Line \(number) was not sent: \(error.words)"])
        if configuration.format == .jsonl {
          let line = EventRecord.line(notSent: number, in: configuration.room, error)
          guard await OutputLines.results.write([line]) == .written else { return }
        }
      }
    }
  }
}
