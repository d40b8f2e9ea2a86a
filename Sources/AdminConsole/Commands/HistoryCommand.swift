import ArgumentParser
import ChatModel
import ChatStore

/// `history [N] [--before T] [--after T] [--from WHO] [--grep TEXT]`
struct HistoryCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Page through the messages of a room.")

  @Argument(help: "How many messages.")
  var count = 20
  @OptionGroup var selection: MessageSelectionOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1_000_000).contains(count) else { throw ValidationError("Give a number from 1 to 1000000.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    let room = try context.chosenRoom()
    let exists = try await context.ask { () throws(StoreError) in try await context.store.listing(of: room) != nil }
    guard exists else { throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.") }
    let selection = try await MessageSelection(selection, room: room, context: context)
    // From the front when only a beginning is named: then the first of them are wanted, else the last.
    let messages = try await selection.messages(count, newest: !selection.hasOnlyBeginning)
    let listing = context.listing("seq", "date", "from", "name", "kind", "text")
    for message in messages { try listing.add(Self.cells(of: message)) }
    try listing.finish()
  }

  static func cells(of message: StoredMessage) -> [Cell] {
    [
      .number(message.seq), .date(message.date), message.from.map { .word($0.rawValue) } ?? .none,
      .text(message.name), .text(message.kind),
      .text(
        message.tombstone.map { "deleted by \($0.by)\($0.reason.isEmpty ? "" : ": \($0.reason)")" } ?? message.text),
    ]
  }
}
