import ArgumentParser
import ChatModel
import ChatStore

/// `tail [ROOM…]`
struct TailCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Show messages while they are written, until it is interrupted.")

  @Argument(help: "Rooms; the one in use unless named, else those that were active last.")
  var rooms: [RoomID] = []
  @Option(name: .shortAndLong, help: "How many earlier messages of each room to begin with.")
  var last = 0
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...200).contains(last) else { throw ValidationError("--last takes a number from 0 to 200.") }
    guard rooms.count <= 200 else { throw ValidationError("No more than 200 rooms at once.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
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
