import ChatModel
import ChatStore

/// How far one room has been shown. The bus is a wake-up: what it brings counts when it follows on what was shown, else
/// the log is read.
struct RoomTail {
  /// What to do with an item of the bus.
  enum Action: Equatable {
    /// It is next: show it.
    case show(StoredMessage)
    /// A message that was shown is another now.
    case update(StoredMessage)
    /// Something is missing: read the log from `next` on.
    case read
    case none
  }

  private(set) var lastID: Int64
  private var lastSeq: Int64?
  private var epoch: Epoch?

  /// A room of which everything up to this id is known.
  init(lastID: Int64) { self.lastID = lastID }

  /// Where the log is to be read from.
  var next: MessageSpan { MessageSpan(from: lastID + 1) }

  /// The bus brought an item.
  mutating func received(_ item: BusItem) -> Action {
    switch item.kind {
    case "messages":
      guard let message = StoredMessage(item.arguments) else { return .read }
      if message.id.microseconds <= lastID { return .none }
      // The first one seen follows on nothing, and a new life of the log may have lost some.
      guard item.epoch == epoch, let lastSeq, message.seq == lastSeq + 1 else { return .read }
      shown(message)
      return .show(message)
    case "message_update": return BusUpdate.message(of: item).map { .update($0) } ?? .none
    case "room_reset":
      epoch = nil
      return .read
    default: return .none
    }
  }

  /// The log was read, and these messages of it are shown.
  mutating func read(_ messages: [StoredMessage], epoch: Epoch?) {
    for message in messages { shown(message) }
    self.epoch = epoch
  }

  private mutating func shown(_ message: StoredMessage) {
    lastID = message.id.microseconds
    lastSeq = message.seq
  }
}
