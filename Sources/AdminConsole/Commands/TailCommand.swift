import ArgumentParser
import ChatModel
import ChatStore

/// `tail [ROOM…]`
struct TailCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Show messages while they are written.",
    discussion: """
      At the prompt they stand above the line you type, until 'tail --off'. Elsewhere it runs until it is interrupted, \
      as it does at the prompt with --wait or another form than a table.
      """)

  @Argument(help: "Rooms; the one in use unless named, else those that were active last.")
  var rooms: [RoomID] = []
  @Option(name: .shortAndLong, help: "How many earlier messages of each room to begin with.")
  var last = 0
  @Flag(help: "End the tail above the prompt.")
  var off = false
  @Flag(help: "Keep the prompt until it is interrupted.")
  var wait = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...200).contains(last) else { throw ValidationError("--last takes a number from 0 to 200.") }
    guard !off || (rooms.isEmpty && last == 0 && !wait) else { throw ValidationError("--off stands alone.") }
    guard rooms.count <= 200 else { throw ValidationError("No more than 200 rooms at once.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    if off {
      guard context.session.background?.stop() == true else { throw AdminError(.notFound, "No tail is running.") }
      return
    }
    var chosen = rooms
    if chosen.isEmpty {
      if let room = try? context.chosenRoom() {
        chosen = [room]
      } else {
        chosen = try await context.ask { () throws(StoreError) in
          try await context.store.rooms(from: 0, limit: 200).rooms.map(\.room)
        }
      }
    }
    if chosen.isEmpty { throw AdminError(.notFound, "There is no room yet.") }
    if let background = context.session.background, context.format == .table, !wait {
      let (shown, last) = (chosen, last)
      await background.start { begun throws(AdminError) in
        let tail = Tail(context: context, rooms: shown) { room, message, isUpdate in
          background.show(MessageLine.text(of: message, in: room, isUpdate: isUpdate))
        }
        try await tail.run(last: last, begun: begun)
      }
      let place = shown.count > 5 ? "\(shown.count) rooms" : shown.map(\.rawValue).joined(separator: ", ")
      return context.output.note("Showing what is said in \(place); 'tail --off' ends it.")
    }
    let show = context.liveMessages()
    try await Tail(context: context, rooms: chosen, show: show).run(last: last)
  }
}

extension AdminContext {
  /// Shows messages one by one: a line for people, or a line of JSON or CSV.
  fileprivate func liveMessages() -> @Sendable (RoomID, StoredMessage, Bool) throws(AdminError) -> Void {
    let (output, format) = (output, format)
    return { room, message, isUpdate throws(AdminError) in
      if format == .table {
        return try output.result(line: MessageLine.text(of: message, in: room, isUpdate: isUpdate))
      }
      let writer = ListingWriter(
        ["room", "seq", "date", "from", "name", "kind", "text"], format: format == .json ? .jsonl : format,
        output: output, hasHeader: false)
      try writer.add([.word(room.rawValue)] + HistoryCommand.cells(of: message))
      try writer.finish()
    }
  }
}
