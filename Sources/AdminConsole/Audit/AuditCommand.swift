import ArgumentParser
import ChatModel
import ChatStore

/// `audit [N]`, `audit verify`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Show who did what and why, or verify that the chain is whole.",
    subcommands: [AuditListCommand.self, AuditVerifyCommand.self], defaultSubcommand: AuditListCommand.self)
}

/// `audit [N]`
struct AuditListCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the newest lines, oldest first.")

  @Argument(help: "How many.")
  var count = 20
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...100_000).contains(count) else { throw ValidationError("'audit' takes a number from 1 to 100000.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    let entries = try await context.ask { () throws(StoreError) in try await context.store.audit(last: count) }
    let isTable = context.format == .table
    let listing = ListingWriter(
      ["line", "date", "by", "kind", "phase", "room", "member", "count", "value", "until", "reason", "act"]
        + (isTable ? [] : ["plan", "hash"]), format: context.format, output: context.output)
    for entry in entries {
      try listing.add(
        [
          .number(entry.number), .date(entry.date), .text(entry.by), .text(entry.kind), .word(entry.phase.rawValue),
          entry.room.map { .text($0) } ?? .none, entry.member.map { .text($0) } ?? .none,
          entry.count.map { .number($0) } ?? .none, entry.value.map { .text($0) } ?? .none,
          entry.until.map { .date($0) } ?? .none, .text(entry.reason), .text(entry.act),
        ] + (isTable ? [] : [entry.plan.map { .text($0) } ?? .none, .text(entry.hash)]))
    }
    try listing.finish()
  }
}

/// `audit verify [--head N:HASH]`
struct AuditVerifyCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Look through the whole chain: every line follows on the one before.",
    discussion: """
      Whoever may change the audit could also write all of it anew. That shows only against a head noted elsewhere: \
      the manifests of dumps hold one.
      """)

  @Option(help: "A head that was noted: the number of a line and its hash, as N:HASH.")
  var head: AuditHead?
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let newest = try await context.ask { () throws(StoreError) in try await context.store.auditHead() }
    let verdict = try await context.ask { () throws(StoreError) in
      try await context.store.verifyAudit(against: head) { context.session.progress($0, of: newest.number, "lines") }
    }
    if Task.isCancelled { throw .interrupted }
    try context.show(
      Record([
        "whole": .flag(verdict.isWhole), "lines": .number(verdict.lines), "first": .number(verdict.first),
        "head": .text(verdict.head.text), "faults": .records(verdict.faults.map { Record(["fault": .text($0)]) }),
      ]))
    if let fault = verdict.faults.first {
      throw AdminError(.failed, "The audit is not whole. \(fault)")
    }
  }
}

extension AuditHead {
  /// As it is noted: `N:HASH`.
  var text: String { "\(number):\(hash)" }
}
