import ArgumentParser

/// `doctor`
struct DoctorCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at Redis and the data for what is not as it should be.",
    discussion: "It fails when something is bad. 'parlor doctor' also looks at this machine.")

  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    let earlier = context.session.configuration.findings
    let findings = earlier + (try await StoreCheckup(context: context).findings())
    let listing = ListingWriter(Finding.columns, format: context.format, output: context.output)
    for finding in findings { try listing.add(finding.cells) }
    try listing.finish()
    let bad = findings.count { $0.state == .bad }
    if bad > 0 { throw AdminError(.failed, bad == 1 ? "1 thing is bad." : "\(bad) things are bad.") }
  }
}
