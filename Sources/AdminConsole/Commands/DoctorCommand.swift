import ArgumentParser
import ChatStore

/// `doctor [--fix]`
struct DoctorCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at Redis and the data for what is not as it should be.",
    discussion: """
      It fails when something is bad. --fix mends the data: people and connections without a server, bans that have \
      run out, rooms that are listed wrongly, logs with holes, parts of another type (these are put aside for a week). \
      'parlor doctor' also looks at this machine.
      """)

  @Flag(help: "Mend what is damaged in the data.")
  var fix = false
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    var findings = context.session.configuration.findings
    if fix {
      try await context.mayChange()
      findings += try await StoreMending(context: context, act: context.act("doctor --fix")).findings()
    }
    findings += try await StoreCheckup(context: context).findings()
    let listing = ListingWriter(Finding.columns, format: context.format, output: context.output)
    for finding in findings { try listing.add(finding.cells) }
    try listing.finish()
    let bad = findings.count { $0.state == .bad }
    if bad > 0 {
      throw AdminError(
        .failed, bad == 1 ? "1 thing is bad." : "\(bad) things are bad.",
        hint: fix ? "" : "'parlor admin doctor --fix' mends the data.")
    }
  }
}
