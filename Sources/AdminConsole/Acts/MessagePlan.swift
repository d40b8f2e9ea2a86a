import ChatModel
import ChatStore
import Crypto
import NIOCore
import Rendering

/// Which messages an act is going to change: exactly these, as they stood when it was planned.
struct MessagePlan: Sendable {
  /// One of the messages.
  struct Item: Sendable {
    let seq: Int64
    let id: MessageID
    /// SHA-256 of the message as it is stored.
    let content: SHA256Digest
  }

  let room: RoomID
  /// The life of the log it was planned in.
  let epoch: Epoch
  private(set) var items: [Item] = []
  private var authors: [String: (name: String, count: Int)] = [:]
  private var hash = SHA256()

  /// A plan with nothing in it yet.
  init(room: RoomID, epoch: Epoch) {
    self.room = room
    self.epoch = epoch
    hash.update(data: Array("\(room) \(epoch)\n".utf8))
  }

  /// Adds a message.
  mutating func add(_ message: StoredMessage, stored: ByteBuffer) {
    let content = Self.content(of: stored)
    items.append(Item(seq: message.seq, id: message.id, content: content))
    hash.update(data: Array("\(message.id) ".utf8))
    hash.update(data: Array(content))
    let author = message.from?.rawValue ?? ""
    authors[author] = (message.name, (authors[author]?.count ?? 0) + 1)
  }

  /// What tells one content from another.
  static func content(of stored: ByteBuffer) -> SHA256Digest { SHA256.hash(data: Array(stored.readableBytesView)) }

  /// What this plan, and only this plan, is recognised by.
  var digest: String {
    hash.finalize().prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The plan in lines.
  func lines(_ act: String) -> [String] {
    guard let first = items.first, let last = items.last else { return ["\(act): no message in \(room) is meant."] }
    let count = items.count == 1 ? "1 message" : "\(items.count) messages"
    let ranked = authors.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    let people = ranked.prefix(5).map { id, author in
      "\(author.count) by \(author.name.isEmpty ? "the system" : TerminalText.escaped(author.name))\(id.isEmpty ? "" : " (\(id))")"
    }
    let more = ranked.count > 5 ? ", and of \(ranked.count - 5) more people" : ""
    return [
      "\(act) \(count) in \(room):",
      "  from #\(first.seq), \(Moment.text(first.id.date)), to #\(last.seq), \(Moment.text(last.id.date))",
      "  \(people.joined(separator: ", "))\(more)",
      "  plan \(digest)",
    ]
  }
}
