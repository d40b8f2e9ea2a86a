import ChatModel
import ChatStore
import NIOCore
import Rendering

/// Writes a dump: room by room, page by page, in the same memory however much there is.
struct DumpRun {
  static let page = 1000
  /// Bytes after which what is written is made to last and the progress noted.
  static let noteEvery: Int64 = 64 << 20

  let context: AdminContext
  let path: String
  let encoder: any DumpEncoder
  let filter: MessageFilter
  private(set) var progress: DumpProgress
  /// As it stands on the disk: what is gone on with, whatever happens.
  private var noted: DumpProgress

  init(context: AdminContext, path: String, progress: DumpProgress) throws(AdminError) {
    self.context = context
    self.path = path
    self.progress = progress
    noted = progress
    encoder = try progress.makeEncoder()
    filter = MessageFilter(
      authors: progress.scope.from.map { Set($0.compactMap { MemberID($0) }) }, text: progress.scope.grep)
  }

  /// Writes what is missing and gives the file its name. What is unfinished stays beside, and can be gone on with.
  mutating func run() async throws(AdminError) -> DumpManifest {
    let file = try DumpFile(path: path, goingOnAfter: progress.bytes)
    do throws(AdminError) {
      if progress.bytes == 0 { try file.add(encoder.header) }
      // A disk that fills up later takes no notes any more.
      try note(file)
      while progress.index < progress.rooms.count {
        try await writeRoom(to: file)
        progress.index += 1
      }
      // The end is no part of what is gone on with.
      try note(file)
      try file.add(encoder.footer)
      return try finish(file)
    } catch {
      throw unfinished(error, file)
    }
  }

  private mutating func writeRoom(to file: DumpFile) async throws(AdminError) {
    let index = progress.index
    var room = progress.rooms[index]
    guard let id = RoomID(room.room) else {
      throw AdminError(
        .failed, "The notes of \(TerminalText.escaped(path)).partial are damaged.", hint: "Delete it and begin anew.")
    }
    var span = MessageSpan(from: max(room.fromID, room.lastID + 1), through: room.throughID)
    while span.from <= span.through {
      let wanted = span
      let page = try await context.ask { () throws(StoreError) in
        try await context.store.nextEntries(of: id, in: wanted, limit: Self.page)
      }
      guard let page else { break }
      for entry in page.entries { try write(entry, of: id, to: file, &room) }
      room.lastID = page.lastID
      span.from = page.lastID + 1
      progress.rooms[index] = room
      context.session.progress(progress.looked, of: progress.planned, "messages")
      if file.bytes - noted.bytes >= Self.noteEvery { try note(file) }
    }
    let now = try await context.ask { () throws(StoreError) in try await context.store.state(of: id) }
    room.epochChanged = room.epochChanged || now?.epoch?.rawValue != room.epoch
    if room.lastSeq > 0 || room.fromID == 0, room.lastSeq < room.seq, progress.scope.until == nil {
      room.removedMeanwhile += room.seq - max(room.lastSeq, room.firstSeq - 1)
      room.lastSeq = room.seq
    }
    progress.rooms[index] = room
  }

  private func write(_ entry: ByteBuffer, of id: RoomID, to file: DumpFile, _ room: inout DumpRoom) throws(AdminError) {
    if let seq = EntryNumbers.number("\"seq\":", in: entry) {
      // Before the first message of a stretch that begins somewhere in the log nothing is known to be missing.
      let before = room.lastSeq > 0 ? room.lastSeq : room.fromID == 0 ? room.firstSeq - 1 : seq - 1
      if seq > before + 1 { room.removedMeanwhile += seq - before - 1 }
      room.lastSeq = seq
    }
    var message = DumpMessage(json: entry)
    if !filter.takesAll {
      message.read = StoredMessage(entry)
      guard let read = message.read, filter.includes(read) else { return }
    }
    guard let bytes = encoder.encode(message, room: id) else { return }
    try file.add(bytes)
    room.messages += 1
  }

  /// Makes what is written last and notes where it ends.
  private mutating func note(_ file: DumpFile) throws(AdminError) {
    try file.sync()
    progress.bytes = file.bytes
    try WholeFile.write(progress, to: DumpProgress.path(of: path))
    noted = progress
  }

  private func finish(_ file: DumpFile) throws(AdminError) -> DumpManifest {
    let bytes = file.bytes
    let manifest = DumpManifest(
      file: path.split(separator: "/").last.map { String($0) } ?? path, begun: progress.begun, finished: context.now,
      scope: progress.scope, rooms: progress.rooms, messages: progress.messages, bytes: bytes,
      sha256: try file.finish(), auditHead: progress.auditHead)
    try WholeFile.write(manifest, to: DumpManifest.path(of: path))
    WholeFile.remove(DumpProgress.path(of: path))
    return manifest
  }

  /// The error with what there is to go on with.
  private mutating func unfinished(_ error: AdminError, _ file: DumpFile) -> AdminError {
    do throws(AdminError) { try note(file) } catch {
      // The place noted last still holds.
    }
    let place = noted.index < noted.rooms.count ? noted.rooms[noted.index].room : "the end"
    let standing = "\(TerminalText.escaped(path)).partial holds \(noted.messages) messages, up to \(place)"
    let message = error.status == .interrupted ? "Interrupted." : error.description
    return AdminError(error.status, "\(message) \(standing).", hint: "Go on with --resume.", isExplained: true)
  }
}
