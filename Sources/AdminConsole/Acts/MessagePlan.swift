import ChatModel
import ChatStore
import NIOCore

/// Which messages an act is going to take away, as whoever has to agree sees it.
struct MessagePlan: Sendable {
  /// Digits of a digest that tell one plan from another.
  static let shownDigits = 16

  var removal: RemovalPlan
  private var authors = AuthorTally()

  /// A plan with nothing in it yet.
  init(_ kind: RemovalPlan.Kind, room: RoomID, epoch: Epoch) {
    removal = RemovalPlan(kind, room: room, epoch: epoch)
  }

  /// A plan of these messages.
  init(_ removal: RemovalPlan, by authors: AuthorTally) {
    self.removal = removal
    self.authors = authors
  }

  /// Adds a message.
  mutating func add(_ message: StoredMessage, stored: ByteBuffer) {
    if removal.add(stored) { authors.add(message) }
  }

  /// What this plan, and only this plan, is recognised by.
  var digest: String { String(removal.digest.prefix(Self.shownDigits)) }

  /// `12 messages`
  static func count(_ count: Int) -> String { count == 1 ? "1 message" : "\(count) messages" }

  /// The plan in lines.
  var lines: [String] {
    let items = removal.items
    let front = "\(removal.kind.rawValue) \(Self.count(items.count)) in \(removal.room)"
    guard let first = items.first, let last = items.last else { return [front] }
    return [
      front + ":",
      "  from #\(first.seq), \(Moment.text(first.id.date)), to #\(last.seq), \(Moment.text(last.id.date))",
      "  \(authors.line)",
      "  plan \(digest)",
    ]
  }
}
