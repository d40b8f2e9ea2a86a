import ChatModel
import ChatStore
import FoundationEssentials

/// What one command runs in: the session, and what the command's own options say.
struct AdminContext: Sendable {
  let session: AdminSession
  /// The form of this command's results.
  let format: OutputFormat
  private let room: RoomID?

  init(_ session: AdminSession, options: CommonOptions) {
    self.session = session
    format = options.format ?? session.configuration.format ?? .table
    room = options.room
  }

  var store: StoreReader { session.store }
  var writer: StoreWriter { session.writer }
  var output: Output { session.output }

  /// The time in Unix milliseconds.
  var now: Int64 { Int64(Date.now.timeIntervalSince1970 * 1000) }

  /// The room the command is about: the one it names, its `--room`, or the one in use.
  func chosenRoom(_ named: RoomID? = nil) throws(AdminError) -> RoomID {
    guard let room = named ?? room ?? session.room else {
      throw AdminError(.usage, "Which room?", hint: "Name one with --room ROOM, or choose one with 'use ROOM'.")
    }
    return room
  }

  /// Asks the store; what fails there is an error of the command.
  func ask<Value>(_ question: () async throws(StoreError) -> Value) async throws(AdminError) -> Value {
    if Task.isCancelled { throw .interrupted }
    do { return try await question() } catch { throw AdminError(error) }
  }

  /// Refuses what changes the store where the console only reads.
  func mayChange() async throws(AdminError) {
    if session.configuration.isReadOnly {
      throw AdminError(.refused, "This console only reads.", hint: "Start it without --read-only.")
    }
    let mayChange = try await ask { () throws(StoreError) in try await session.mayChange() }
    guard mayChange else {
      throw AdminError(
        .refused, "This user of Redis may only read.",
        hint: "Connect as a moderator: 'acl print moderator' shows the rights that takes.")
    }
  }

  /// Begins a listing on standard output.
  func listing(_ columns: String...) -> ListingWriter {
    return ListingWriter(columns, format: format, output: output)
  }

  /// Writes one result.
  func show(_ record: Record) throws(AdminError) {
    let writer = ListingWriter(record.fields.map(\.name), format: format, output: output)
    try writer.show(record)
  }
}
