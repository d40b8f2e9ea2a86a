import ChatClient
import ChatModel
import LineEditor
import Rendering

/// The chat at a terminal: what is heard stands above the line being typed.
actor InteractiveChat {
  /// Lines that may wait for those typed before them; beyond it no more are read.
  private static let linesAhead = 64

  let client: ChatClient
  let editor: LineEditor
  private(set) var view: ChatView
  private let outgoing: OutgoingLines
  private var fatal: ChatClientError?
  /// Ends when all that was typed has been carried out.
  private var typed: Task<Void, Never>?
  private var linesWaiting = 0

  init(_ configuration: TerminalChat.Configuration) {
    var settings = configuration.client
    settings.rooms = [.init(configuration.room)]
    let client = ChatClient(settings)
    let reached = Completer.Reached()
    let editor = LineEditor(history: configuration.history, words: .plain, erasesLines: true) { line in
      await reached.completer?.candidates(for: line) ?? []
    }
    self.client = client
    self.editor = editor
    view = ChatView(server: settings.server.description, room: configuration.room, palette: .of(2))
    outgoing = OutgoingLines(client) { [editor] line in await editor.show(["* " + line]) }
    reached.completer = Completer(chat: self)
  }

  func run() async -> ChatStatus {
    let running = Task { await runClient() }
    let hearing = Task { await hear() }
    await withTaskCancellationHandler {
      await type()
    } onCancel: { [editor, client] in
      Task {
        await editor.close()
        // Answers are not waited for any more, nor lines that wait for them.
        await client.close()
      }
    }
    let unsent = await outgoing.finish(after: typed, within: Task.isCancelled ? .zero : .seconds(3))
    await running.value
    await hearing.value
    await editor.close()
    if unsent > 0 {
      let messages = unsent == 1 ? "1 message was" : "\(unsent) messages were"
      await complain("\(messages) not acknowledged: looking into the room tells.")
    }
    if let fatal {
      await complain(fatal.words)
      return .failed
    }
    return unsent == 0 ? .ok : Task.isCancelled ? .interrupted : .failed
  }

  /// Says what went wrong, also when one was interrupted.
  private func complain(_ words: String) async {
    _ = await Task { await OutputLines.complaints.write(["parlor: \(words)"]) }.value
  }

  private func runClient() async {
    do throws(ChatClientError) { try await client.run() } catch { fatal = error }
    await editor.close()
  }

  private func hear() async {
    for await event in client.events {
      view.columns = Terminal.size?.columns
      let lines = view.lines(for: event)
      await editor.show(lines)
      editor.changePrompt(to: view.prompt)
    }
  }

  private func type() async {
    await editor.show([view.note("/help lists the commands, Ctrl-D leaves.", in: nil)])
    while !Task.isCancelled {
      switch await editor.line(view.prompt) {
      case .end, .abandoned: return
      case .line(let line):
        let input = ChatInput(line)
        if input == .quit { return }
        take(input)
        if linesWaiting > Self.linesAhead { await typed?.value }
      }
    }
  }

  /// Carries something out after what was typed before it; the next line may be typed meanwhile.
  private func take(_ input: ChatInput) {
    linesWaiting += 1
    typed = Task { [typed] in
      await typed?.value
      await carryOut(input)
      linesWaiting -= 1
    }
  }

  private func carryOut(_ input: ChatInput) async {
    switch input {
    case .nothing, .quit: break
    case .help: await editor.show(ChatInput.helpLines)
    case .wrong(let text): await editor.show([text])
    case .say(let text): await say(text)
    case .join(let room): await join(room)
    case .leave: await leave()
    case .who: await who()
    case .history(let count): await history(count)
    case .rooms: await rooms()
    case .nick(let name): await rename(to: name)
    }
    editor.changePrompt(to: view.prompt)
  }

  private func say(_ text: String) async {
    guard let room = view.addressed else { return await editor.show(["You are in no room: /join ROOM."]) }
    if !view.isLive { await editor.show(["Held until the connection is back: \(TerminalText.escaped(text))"]) }
    await outgoing.add(text, in: room)
  }

  private func join(_ room: RoomID) async {
    if view.rooms[room] != nil { return view.turn(to: room) }
    await attempt { client throws(ChatClientError) in
      view.turn(to: room)
      do throws(ChatClientError) { try await client.join(room) } catch {
        view.giveUp(room)
        throw error
      }
      return []
    }
  }

  private func leave() async {
    guard let room = view.addressed else { return await editor.show(["You are in no room."]) }
    await attempt(evenAway: true) { client throws(ChatClientError) in
      try await client.leave(room)
      return ["You left \(room)."]
    }
    view.left(room)
  }

  private func rename(to name: String) async {
    let before = view.me?.name
    await attempt { client throws(ChatClientError) in
      let name = try await client.rename(to: name)
      return name == before ? ["You are \(TerminalText.escaped(name)) already."] : view.called(name)
    }
  }

  private func who() async {
    guard let room = view.addressed else { return await editor.show(["You are in no room."]) }
    let view = view
    await attempt { client throws(ChatClientError) in
      var found: [ChatMember] = []
      var cursor: String?
      repeat {
        let page = try await client.members(of: room, cursor: cursor, limit: 200)
        found += page.members
        cursor = page.cursor
      } while cursor != nil && found.count < 200
      let more = cursor == nil ? "" : " (the first of many)"
      return ["In \(room)\(more):"] + view.lines(for: found, in: room)
    }
  }

  private func history(_ count: Int) async {
    guard let room = view.addressed else { return await editor.show(["You are in no room."]) }
    let view = view
    await attempt { client throws(ChatClientError) in
      let messages = try await client.history(of: room, limit: count).messages
      return messages.isEmpty ? ["Nothing was said in \(room) yet."] : messages.flatMap { view.lines(for: $0) }
    }
  }

  private func rooms() async {
    await attempt { client throws(ChatClientError) in
      let page = try await client.rooms()
      let lines = page.rooms.map { room in
        "  \(room.room)  \(room.count == 1 ? "1 person" : "\(room.count) people")"
          + (room.topic.isEmpty ? "" : "  \(TerminalText.escaped(room.topic))")
      }
      return lines.isEmpty ? ["There is no room yet."] : lines + (page.cursor == nil ? [] : ["  …"])
    }
  }

  /// Asks the server and shows what comes of it.
  ///
  /// - Parameter evenAway: whether it needs no connection.
  private func attempt(
    evenAway: Bool = false, _ ask: (ChatClient) async throws(ChatClientError) -> [String]
  ) async {
    guard evenAway || !view.isAway else {
      let text = "There is no connection. Ask again when the prompt does not say (offline) any more."
      return await editor.show([view.note(text, in: nil, warns: true)])
    }
    do throws(ChatClientError) { await editor.show(try await ask(client)) } catch {
      await editor.show([view.note(error.words, in: nil, warns: true)])
    }
  }
}
