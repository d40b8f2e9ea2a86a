import ArgumentParser
import ChatModel
import ChatStore
import Rendering

/// `dump [ROOM… | --all] -o FILE`, and `dump verify FILE`
struct DumpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dump", abstract: "Write the history of rooms to a file.",
    discussion: """
      The file is whole or not there: what is unfinished is FILE.partial, and --resume goes on with it. Beside it \
      FILE.manifest.json says what it holds; 'dump verify FILE' compares both.
      """,
    subcommands: [DumpWriteCommand.self, DumpVerifyCommand.self], defaultSubcommand: DumpWriteCommand.self)
}

/// `dump [ROOM… | --all] -o FILE`
struct DumpWriteCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "write", abstract: "Write a dump (what 'dump' does unless told otherwise).")

  @Argument(help: "Rooms; the one in use unless named.")
  var rooms: [RoomID] = []
  @Flag(help: "All rooms.")
  var all = false
  @Option(name: .shortAndLong, help: "The file.")
  var output: String
  @Option(
    name: .customLong("format"),
    help: "Form of the file: jsonl, csv, text or html; unless said, as the file's name ends, else jsonl.")
  var dumpFormat: DumpFormat?
  @Option(help: "Only messages from this time on: a time, or a length of time ago (30d).")
  var since: String?
  @Option(help: "Only messages before this time.")
  var until: String?
  @Option(help: "Only messages of this person: an id, a short id, an exact name or a pattern.")
  var from: String?
  @Option(help: "Only messages with this text, in upper or lower case.")
  var grep: String?
  @Option(help: "Only so many of the last messages of each room.")
  var last: Int?
  @Flag(help: "Mask mail addresses, links and long numbers in texts.")
  var mask = false
  @Flag(help: "Show people under other names and ids.")
  var pseudonyms = false
  @Flag(help: "Go on with an unfinished dump.")
  var resume = false
  @Flag(help: "Add what is new to a whole dump.")
  var append = false
  @Option(name: .customLong("room"), help: .hidden)
  var roomOption: RoomID?

  // The format of a dump is not that of results: the common options would take its name.
  var common: CommonOptions { CommonOptions(room: roomOption, format: nil) }

  func validate() throws {
    if all, !rooms.isEmpty { throw ValidationError("Give rooms or --all, not both.") }
    if resume, append { throw ValidationError("Give --resume or --append, not both.") }
    if let last, !(1...1_000_000_000).contains(last) { throw ValidationError("--last takes a number above 0.") }
    if output.isEmpty || output.hasSuffix("/") { throw ValidationError("--output takes the path of a file.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    var run = try DumpRun(context: context, path: output, progress: try await progress(context))
    let manifest = try await run.run()
    let missing = manifest.rooms.reduce(0) { $0 + $1.removedMeanwhile }
    let reset = manifest.rooms.filter(\.epochChanged).map(\.room)
    try context.show(
      Record([
        "file": .text(output), "rooms": .number(Int64(manifest.rooms.count)), "messages": .number(manifest.messages),
        "bytes": .bytes(manifest.bytes), "removed_meanwhile": .number(missing), "sha256": .word(manifest.sha256),
      ]))
    if !reset.isEmpty {
      throw AdminError(
        .partial, "The log of \(reset.joined(separator: ", ")) began anew while it was written.",
        hint: "The file holds what was there.")
    }
  }

  private func progress(_ context: AdminContext) async throws(AdminError) -> DumpProgress {
    let unfinished = try WholeFile.read(DumpProgress.self, at: DumpProgress.path(of: output))
    if resume {
      guard let unfinished else {
        throw AdminError(.notFound, "There is no unfinished dump \(TerminalText.escaped(output)).partial.")
      }
      return unfinished
    }
    if append {
      guard let manifest = try WholeFile.read(DumpManifest.self, at: DumpManifest.path(of: output)) else {
        throw AdminError(.notFound, "There is no dump \(TerminalText.escaped(output)) with its manifest.")
      }
      try DumpVerifyCommand.compare(output, with: manifest)
      let progress = try await DumpStart(context: context).progress(since: manifest)
      try WholeFile.copy(output, to: output + ".partial")
      return progress
    }
    if unfinished != nil {
      throw AdminError(
        .refused, "\(TerminalText.escaped(output)).partial is unfinished.",
        hint: "Go on with --resume, or delete it and \(TerminalText.escaped(DumpProgress.path(of: output))).")
    }
    return try await DumpStart(context: context).progress(for: try await scope(context))
  }

  private func scope(_ context: AdminContext) async throws(AdminError) -> DumpScope {
    var chosen = rooms
    if all {
      chosen = try await context.allRooms()
    } else if chosen.isEmpty {
      chosen = [try context.chosenRoom()]
    }
    let ending = output.split(separator: ".").last.flatMap { DumpFormat(rawValue: $0 == "txt" ? "text" : String($0)) }
    var scope = DumpScope(format: dumpFormat ?? ending ?? .jsonl, rooms: chosen.map(\.rawValue))
    if let since { scope.since = try context.time(since) * 1000 }
    if let until { scope.until = try context.time(until) * 1000 }
    if let from {
      let place: PeopleSearch.Place = chosen.count == 1 ? .room(chosen[0]) : .everywhere
      scope.from = try await context.people(from, in: place).map(\.id.rawValue)
    }
    scope.grep = grep
    scope.last = last
    scope.mask = mask
    scope.pseudonyms = pseudonyms
    return scope
  }
}

extension AdminContext {
  /// All rooms there are, by name.
  func allRooms() async throws(AdminError) -> [RoomID] {
    var found = Set<RoomID>()
    var offset = 0
    while true {
      let place = offset
      let page = try await ask { () throws(StoreError) in try await store.rooms(from: place) }
      for room in page.rooms { found.insert(room.room) }
      if page.isLast { return found.sorted() }
      offset += 500
    }
  }
}
