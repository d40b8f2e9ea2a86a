import ChatClient
import ChatModel
import LineEditor
import Rendering

/// The chat at a terminal: what is heard stands above the line being typed.
actor InteractiveChat {
  let client: ChatClient
  let editor: LineEditor
  private(set) var view: ChatView
  private let outgoing: OutgoingLines
  private var fatal: ChatClientError?
  private var isOver = false

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
    } onCancel: { [editor] in
      Task { await editor.close() }
    }
    if await outgoing.waiting > 0, !Task.isCancelled { await outgoing.finish(within: .seconds(3)) }
    let unsent = await outgoing.waiting
    await client.close()
    await running.value
    await hearing.value
    await editor.close()
    if unsent > 0 {
      let messages = unsent == 1 ? "1 message was" : "\(unsent) messages were"
      await OutputLines.complaints.write(["parlor: \(messages) not acknowledged: looking into the room tells."])
    }
    if let fatal {
      await OutputLines.complaints.write(["parlor: \(fatal.words)"])
      return .failed
    }
    return .ok
  }

  private func runClient() async {
    do throws(ChatClientError) { try await client.run() } catch { fatal = error }
    await editor.close()
  }

  private func hear() async {
    for await event in client.events {
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
      case .line(let line): if await carryOut(ChatInput(line)) { return }
      }
    }
  }

  /// - Returns: whether it was the last one.
  private func carryOut(_ input: ChatInput) async -> Bool {
    switch input {
    case .nothing: break
    case .quit: return true
    case .help: await editor.show(ChatInput.helpLines)
    case .wrong(let text): await editor.show([text])
    case .say(let text): await say(text)
    case .join(let room): await join(room)
    case .leave: await leave()
    case .who: await who()
    case .history(let count): await history(count)
    case .rooms: await rooms()
    case .nick(let name):
      await attempt { client throws(ChatClientError) in
        let name = try await client.rename(to: name)
        return ["You are \(TerminalText.escaped(name)) now."]
      }
    }
    editor.changePrompt(to: view.prompt)
    return false
  }

  private func say(_ text: String) async {
    guard let room = view.current ?? view.wanted else { return await editor.show(["You are in no room: /join ROOM."]) }
    if !view.isLive { await editor.show(["Held until the connection is back: \(TerminalText.escaped(text))"]) }
    await outgoing.add { client throws(ChatClientError) in try await client.send(text, in: room) }
  }

  private func join(_ room: RoomID) async {
    view.turn(to: room)
    guard view.wanted == room else { return }
    await attempt { client throws(ChatClientError) in
      try await client.join(room)
      return []
    }
    if view.rooms[room] == nil { view.giveUp(room) }
  }

  private func leave() async {
    guard let room = view.current else { return await editor.show(["You are in no room."]) }
    await attempt { client throws(ChatClientError) in
      try await client.leave(room)
      return ["You left \(room)."]
    }
    view.left(room)
  }

  private func who() async {
    guard let room = view.current else { return await editor.show(["You are in no room."]) }
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
    guard let room = view.current else { return await editor.show(["You are in no room."]) }
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
  private func attempt(_ ask: (ChatClient) async throws(ChatClientError) -> [String]) async {
    do throws(ChatClientError) { await editor.show(try await ask(client)) } catch {
      await editor.show([view.note(error.words, in: nil, warns: true)])
    }
  }
}
