import ArgumentParser
import ChatModel
import ChatStore
import Rendering

/// `announce TEXT [--severity …] [--for 10m]`, `announce --end ACT`
struct AnnounceCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "announce", abstract: "Tell everybody something, in no room's history.",
    discussion: """
      Whoever is connected sees it at once, whoever connects later as long as it holds. 'announcements' lists them; \
      'announce --end ACT' ends one.
      """)

  @Argument(help: "The text; several words need no quotes.")
  var words: [String] = []
  @Option(help: "info, warning or critical.")
  var severity = MessageDraft.Severity.info
  @Option(name: .customLong("for"), help: "How long, like 10m or 2d; until it is ended unless said.")
  var length: Length?
  @Option(help: "End this announcement.")
  var end: ActID?
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if words.isEmpty == (end == nil) { throw ValidationError("Say what to announce, or which one to --end.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let text = words.joined(separator: " ")
    if options.isDry {
      let line = end.map { "end the announcement \($0)" } ?? "announce: \(TerminalText.escaped(text))"
      return try context.output.result(line: line)
    }
    let act = context.act(options.reason)
    let until = length.map { context.now + $0.milliseconds }
    let outcome = try await context.carryOut { () throws(StoreError) in
      if let end { return try await context.writer.endAnnouncement(end, act) }
      return try await context.writer.announce(text, severity: severity, until: until, act)
    }
    let done = end.map { "ended \($0)" } ?? "announced"
    try await context.show(
      [DoneAct(cells: [.word(act.id.rawValue), .text(done), until.map { .date($0) } ?? .none], outcome: outcome)],
      columns: ["act", "outcome", "until"])
  }
}

/// `announcements`
struct AnnouncementsCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "announcements", abstract: "List the announcements that hold.")

  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let found = try await context.ask { () throws(StoreError) in
      try await context.store.announcements(at: context.now)
    }
    let listing = context.listing("act", "severity", "until", "text")
    for announcement in found {
      try listing.add([
        .word(announcement.act.rawValue), .word(announcement.severity.rawValue),
        announcement.until == 0 ? .none : .date(announcement.until), .text(announcement.text),
      ])
    }
    try listing.finish()
  }
}
