import ChatModel
import ChatStore
import Rendering

/// Works out where a dump begins and ends.
struct DumpStart {
  let context: AdminContext

  /// A dump of this scope from the beginning.
  func progress(for scope: DumpScope) async throws(AdminError) -> DumpProgress {
    var rooms: [DumpRoom] = []
    for name in scope.rooms {
      guard let id = RoomID(name) else { throw AdminError(.usage, "\(TerminalText.escaped(name)) is no room.") }
      let state = try await context.ask { () throws(StoreError) in try await context.store.state(of: id) }
      guard let state else { throw AdminError(.notFound, "There is no room \(id).", hint: "'rooms' lists them.") }
      var room = DumpRoom(
        room: name, epoch: state.epoch?.rawValue ?? "", firstSeq: state.firstSeq, seq: state.seq,
        fromID: max(scope.since ?? 0, try await lowest(in: id)), throughID: try await newest(in: id))
      if let until = scope.until { room.throughID = min(room.throughID, until - 1) }
      if let last = scope.last { room.fromID = max(room.fromID, try await begin(ofLast: last, of: room, id, scope)) }
      rooms.append(room)
    }
    var key: [UInt8]?
    if scope.pseudonyms { key = (0..<32).map { _ in UInt8.random(in: 0...255) } }
    return DumpProgress(
      scope: scope, begun: context.now, rooms: rooms, pseudonymKey: key, auditHead: try await auditHead())
  }

  /// The end of the audit's chain at this moment; nil where there is none, or where it may not be read.
  private func auditHead() async throws(AdminError) -> String? {
    do throws(StoreError) {
      let head = try await context.store.auditHead()
      return head.number > 0 ? head.text : nil
    } catch {
      if error.code == .forbidden { return nil }
      throw AdminError(error)
    }
  }

  /// What is new since a whole dump.
  func progress(since manifest: DumpManifest) async throws(AdminError) -> DumpProgress {
    let scope = manifest.scope
    guard scope.format.isOpenEnded, scope.last == nil, !scope.pseudonyms, scope.until == nil else {
      throw AdminError(
        .refused, "Nothing can be added to this dump.",
        hint: "Pages, the last messages, pseudonyms and a dump with an end are written anew.")
    }
    var progress = try await progress(for: scope)
    progress.begun = manifest.begun
    for index in progress.rooms.indices {
      guard let before = manifest.rooms.first(where: { $0.room == progress.rooms[index].room }) else { continue }
      guard before.epoch == progress.rooms[index].epoch else {
        throw AdminError(
          .refused, "The log of \(before.room) has begun anew since this dump.", hint: "Dump it into a new file.")
      }
      progress.rooms[index].lastID = max(before.lastID, before.throughID)
      progress.rooms[index].lastSeq = before.lastSeq
      progress.rooms[index].messages = before.messages
      progress.rooms[index].removedMeanwhile = before.removedMeanwhile
    }
    progress.bytes = manifest.bytes
    return progress
  }

  private func lowest(in room: RoomID) async throws(AdminError) -> Int64 {
    try await context.ask { () throws(StoreError) in
      try await context.store.lowestReadable(in: room, now: context.now)
    }
  }

  private func newest(in room: RoomID) async throws(AdminError) -> Int64 {
    try await context.ask { () throws(StoreError) in
      try await context.store.id(fromEnd: 1, of: room) ?? 0
    }
  }

  /// The id of the first of the last messages that are meant; only ids are kept while looking back.
  private func begin(
    ofLast count: Int, of room: DumpRoom, _ id: RoomID, _ scope: DumpScope
  ) async throws(AdminError) -> Int64 {
    let filter = MessageFilter(
      authors: scope.from.map { Set($0.compactMap { MemberID($0) }) }, text: scope.grep)
    if filter.takesAll, scope.until == nil {
      return try await context.ask { () throws(StoreError) in
        try await context.store.id(fromEnd: count, of: id) ?? 0
      }
    }
    var left = count
    var span = MessageSpan(from: room.fromID, through: room.throughID)
    while span.from <= span.through {
      let wanted = span
      let page = try await context.ask { () throws(StoreError) in
        try await context.store.messages(of: id, in: wanted, newest: true, limit: DumpRun.page)
      }
      guard let first = page.first else { break }
      for message in page.reversed() where filter.includes(message) {
        left -= 1
        if left == 0 { return message.id.microseconds }
      }
      span.through = first.id.microseconds - 1
    }
    return room.fromID
  }
}
