import ArgumentParser

/// Options of the commands that take messages away.
struct RemovalOptions: ParsableArguments, Sendable {
  @Flag(help: "Remove at once, without a way back; this also makes room in a full Redis.")
  var purge = false
  @Option(help: "Do it only if the plan has this digest, as --dry-run showed it.")
  var plan: String?

  func validate() throws {
    if let plan, plan.count < 8 || !plan.allSatisfy(\.isHexDigit) {
      throw ValidationError("--plan takes the digest of a plan, at least 8 digits of it.")
    }
  }
}
