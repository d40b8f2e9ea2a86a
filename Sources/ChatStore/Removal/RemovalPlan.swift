public import ChatModel
import Crypto
public import NIOCore

/// Which messages an act is going to take away: exactly these, as they stood when it was planned.
public struct RemovalPlan: Sendable {
  /// What becomes of them.
  public enum Kind: String, Sendable {
    /// Each stays in its place as a tombstone.
    case delete
    /// They are cut off the old end of the log.
    case trim
    /// As `delete`, and nothing stays of who wrote them; it cannot be undone.
    case erase
  }

  /// One of the messages.
  public struct Item: Sendable, Equatable {
    /// Its number.
    public let seq: Int64
    /// Its id.
    public let id: MessageID
    /// SHA-1 of its entry, in hexadecimal digits: what the store compares with before it acts.
    let content: String
  }

  /// The room.
  public let room: RoomID
  /// The life of the log it was planned in.
  public let epoch: Epoch
  /// What becomes of them.
  public let kind: Kind
  /// The messages, oldest first.
  public private(set) var items: [Item] = []
  private var hash = SHA256()

  /// A plan with nothing in it yet.
  public init(_ kind: Kind, room: RoomID, epoch: Epoch) {
    (self.kind, self.room, self.epoch) = (kind, room, epoch)
    hash.update(data: Array("\(kind.rawValue) \(room) \(epoch)\n".utf8))
  }

  /// Adds a message as it is stored; answers false for what is no message, or is older than the last one added.
  @discardableResult
  public mutating func add(_ entry: ByteBuffer) -> Bool {
    guard let seq = EntryNumbers.number("\"seq\":", in: entry),
      let id = EntryNumbers.number("\"id\":", in: entry).flatMap({ MessageID($0) }),
      items.last.map({ $0.id < id }) ?? true
    else { return false }
    let bytes = Array(entry.readableBytesView)
    items.append(Item(seq: seq, id: id, content: Insecure.SHA1.hash(data: bytes).hexadecimal))
    hash.update(data: Array("\(id) ".utf8))
    hash.update(data: Array(SHA256.hash(data: bytes)))
    return true
  }

  /// What this plan, and only this plan, is recognised by: SHA-256 over room, epoch, ids and contents, in hexadecimal
  /// digits.
  public var digest: String { hash.finalize().hexadecimal }
}
