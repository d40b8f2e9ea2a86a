import ArgumentParser
import ChatModel
import ChatStore
import Rendering

/// `load FILE --into ROOM`
struct LoadCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Put a dump into a room that has no messages.",
    discussion: """
      It takes a dump of one room as JSON Lines and keeps ids, numbers and dates, under a new epoch. Every line is \
      checked first; the messages appear all at once, or not at all.
      """)

  @Argument(help: "The dump.")
  var file: String
  @Option(help: "The room.")
  var into: RoomID
  @Option(help: "Why; the audit keeps it.")
  var reason: String?
  @Flag(name: .customLong("dry-run"), help: "Only check the lines.")
  var isDry = false
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    if !isDry { try await context.mayChange() }
    let reader = try LineReader(file, longest: DumpLine.longest)
    let existing = try await context.ask { () throws(StoreError) in try await context.store.state(of: into) }
    if let existing, existing.messages > 0 { throw taken }
    let load = LogLoad(redis: context.session.redis, keys: context.store.keys, room: into)
    do throws(AdminError) {
      let epoch = try await fill(load, from: reader, context)
      guard let last = epoch.last else { throw AdminError(.failed, "\(TerminalText.escaped(file)) holds no message.") }
      try context.show(
        Record([
          "room": .word(into.rawValue), "messages": .number(epoch.count), "first_seq": .number(epoch.first),
          "seq": .number(last.seq), "epoch": epoch.epoch.map { .word($0.rawValue) } ?? .none,
        ]))
      let kept = existing?.retainCount ?? Int64(context.session.configuration.limits.roomLog)
      if epoch.count > kept {
        context.output.note("\(into) keeps \(kept) messages: new ones push out the oldest.")
      }
    } catch {
      // What is left goes by itself within the hour.
      try? await load.giveUp()
      throw error
    }
  }

  private typealias Filled = (count: Int64, first: Int64, last: DumpLine?, epoch: Epoch?)

  private func fill(
    _ load: LogLoad, from reader: LineReader, _ context: AdminContext
  ) async throws(AdminError) -> Filled {
    var filled: Filled = (0, 0, nil, nil)
    var batch: [(id: MessageID, json: [UInt8])] = []
    while let bytes = try reader.next() {
      let line: DumpLine
      do throws(DumpLine.Fault) {
        line = try DumpLine(bytes, room: into, limits: context.session.configuration.limits)
        if let last = filled.last, line.seq <= last.seq { throw .invalid("seq") }
        if let last = filled.last, line.id <= last.id { throw .invalid("id") }
      } catch {
        throw AdminError(
          .failed, "Line \(reader.number) of \(TerminalText.escaped(file)) cannot be taken: \(error).",
          hint: "Nothing was loaded. A dump of one room as jsonl is needed.")
      }
      if filled.count == 0 { filled.first = line.seq }
      filled.count += 1
      filled.last = line
      batch.append((line.id, line.json))
      if batch.count == 500 {
        if Task.isCancelled { throw .interrupted }
        try await prepare(&batch, load, context)
        context.session.progress("\(filled.count) messages")
      }
    }
    try await prepare(&batch, load, context)
    guard !isDry, let last = filled.last else { return filled }
    let (count, first) = (filled.count, filled.first)
    let configuration = context.session.configuration
    let outcome = try await context.ask { () throws(StoreError) in
      try await load.finish(
        count: count, first: first, last: (last.seq, last.id), limits: configuration.limits,
        isPermanent: into == configuration.defaultRoom)
    }
    switch outcome {
    case .loaded(let epoch):
      filled.epoch = epoch
      let act = context.act(reason)
      let failure = try await context.ask { () throws(StoreError) in
        try await context.writer.noteLoad(of: count, into: into, act)
      }
      context.warn(unaudited: failure, act.id)
    case .taken: throw taken
    case .lost:
      throw AdminError(.failed, "What was prepared in Redis is gone.", hint: "Nothing was loaded; try again.")
    }
    return filled
  }

  private func prepare(
    _ batch: inout [(id: MessageID, json: [UInt8])], _ load: LogLoad, _ context: AdminContext
  ) async throws(AdminError) {
    let entries = batch
    batch = []
    if !isDry { try await context.ask { () throws(StoreError) in try await load.prepare(entries) } }
  }

  private var taken: AdminError {
    AdminError(.refused, "\(into) has messages.", hint: "Load into another room, or trim this one first.")
  }
}
