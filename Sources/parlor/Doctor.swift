import AdminConsole
import ArgumentParser
import Configuration
import Foundation

/// `parlor doctor`: options only; `MachineCheckup` and the console do the work.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look whether everything is set up well: this machine, Redis, and the data.",
    discussion: "It ends with 0 when nothing is bad, with 1 when something is, with 6 when Redis cannot be reached.")

  @OptionGroup var store: StoreOptions
  @Option(help: "Form of the result: table, jsonl, csv or json. (default: table)")
  var format: OutputFormat?

  func run() async throws {
    let settings = try store.settings()
    let findings = await MachineCheckup(settings).findings()
    do {
      try await AdminRun(settings).run(["doctor"]) { endpoint in
        var configuration = AdminConfiguration(
          endpoint: endpoint, keyPrefix: settings.keyPrefix, limits: settings.limits,
          defaultRoom: settings.defaultRoom, isReadOnly: true, format: format)
        configuration.findings = findings
        return configuration
      }
    } catch let code as ExitCode where code.rawValue == ExitStatus.unreachable.rawValue {
      // What was found of the machine is worth telling all the same.
      try AdminConsole.show(findings, format: format)
      throw code
    }
  }
}
