import ChatModel
import ChatStore

/// Which messages of a room are meant, and the way to read them.
struct MessageSelection: Sendable {
  let room: RoomID
  private let store: StoreReader
  private(set) var span: MessageSpan
  let filter: MessageFilter
  /// Whether only a beginning is named.
  let hasOnlyBeginning: Bool

  init(_ options: MessageSelectionOptions, room: RoomID, context: AdminContext) async throws(AdminError) {
    self.room = room
    store = context.store
    let lowest = try await context.ask { () throws(StoreError) in
      try await context.store.lowestReadable(in: room, now: context.now)
    }
    span = MessageSpan(from: lowest)
    if let after = options.after {
      span.from = max(span.from, try await context.moment(after, in: room, isEnd: true))
    }
    if let before = options.before {
      span.through = min(span.through, try await context.moment(before, in: room, isEnd: false) - 1)
    }
    hasOnlyBeginning = options.after != nil && options.before == nil
    var authors: Set<MemberID>?
    if let from = options.from { authors = Set(try await context.people(from, in: .room(room)).map(\.id)) }
    filter = MessageFilter(authors: authors, text: options.grep)
  }

  /// The first or last messages that are meant, oldest first.
  func messages(_ count: Int, newest: Bool) async throws(AdminError) -> [StoredMessage] {
    var found: [StoredMessage] = []
    var rest = span
    while found.count < count, rest.from <= rest.through {
      if Task.isCancelled { throw .interrupted }
      let wanted = filter.takesAll ? min(500, count - found.count) : 500
      let entries: [StoredMessage]
      do { entries = try await store.messages(of: room, in: rest, newest: newest, limit: wanted) } catch {
        throw AdminError(error)
      }
      guard let first = entries.first, let last = entries.last else { break }
      let meant = entries.filter(filter.includes)
      if newest {
        found = meant.suffix(count - found.count) + found
        rest.through = first.id.microseconds - 1
      } else {
        found += meant.prefix(count - found.count)
        rest.from = last.id.microseconds + 1
      }
    }
    return found
  }
}

extension AdminContext {
  /// A place in a log as a message's id: what is named as `#120`, or as a time.
  ///
  /// - Parameter isEnd: whether the message named is the last that does not count, so that the place is behind it.
  func moment(_ text: String, in room: RoomID, isEnd: Bool) async throws(AdminError) -> Int64 {
    if text.hasPrefix("#"), let seq = Int64(text.dropFirst()) {
      let message = try await ask { () throws(StoreError) in try await store.message(seq, of: room) }
      guard let message else { throw AdminError(.notFound, "There is no message \(text) in \(room).") }
      return message.id.microseconds + (isEnd ? 1 : 0)
    }
    return try time(text) * 1000
  }
}
