import ArgumentParser
import ChatModel
import ChatStore
import JSONText
import NIOCore

/// `export WHO`
struct ExportCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write out everything that is kept of one person.",
    discussion:
      "One JSON object a line: first what is known of the person, then every message in the logs of all rooms.")

  @Argument(help: "An id, its first six characters, or an exact name.")
  var who: String
  @Option(name: .shortAndLong, help: "A file; standard output unless said.")
  var output: String?
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let person = try await context.person(who, in: .everywhere)
    let now = context.now
    let report = try await context.ask { () throws(StoreError) in
      try await context.store.report(on: person.id, now: now)
    }
    let file = try output.map { path throws(AdminError) in try DumpFile(path: path, goingOnAfter: 0) }
    func write(_ value: JSONValue) throws(AdminError) {
      let line = value.encoded + [0x0A]
      if let file { try file.add(line) } else { try context.output.result(line) }
    }
    var record = WhoisCommand.record(of: report).json.objectValue ?? [:]
    record["type"] = "person"
    try write(.object(record))
    var count: Int64 = 0
    for room in try await context.allRooms() {
      var span = MessageSpan()
      while true {
        let wanted = span
        let page = try await context.ask { () throws(StoreError) in
          try await context.store.nextEntries(of: room, in: wanted, limit: 1000)
        }
        guard let page else { break }
        for entry in page.entries {
          guard let message = StoredMessage(entry), message.from == person.id,
            case .object(var object)? = try? JSONValue(parsing: entry.readableBytesView)
          else { continue }
          object["type"] = "message"
          try write(.object(object))
          count += 1
        }
        span.from = page.lastID + 1
      }
    }
    guard let file, let output else { return }
    let sha256 = try file.finish()
    try context.show(
      Record([
        "file": .text(output), "id": .word(person.id.rawValue), "messages": .number(count), "sha256": .word(sha256),
      ]))
  }
}
