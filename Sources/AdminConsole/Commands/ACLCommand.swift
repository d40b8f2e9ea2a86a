public import ArgumentParser
public import ChatStore

/// `acl print viewer|moderator|server`
struct ACLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acl", abstract: "Print rules for Redis' access control lists.", subcommands: [ACLPrintCommand.self])
}

extension StoreAccess: ExpressibleByArgument {}

/// `acl print viewer|moderator|server`
struct ACLPrintCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "print", abstract: "Print the rules of a user who may only do what this role needs.",
    discussion: """
      The line stands in an ACL file as it is, or behind ACL SETUSER without its first word; add >PASSWORD. Whoever \
      may publish or run scripts is trusted with the chat. A moderator can also cut the audit: tampering shows only \
      against a head noted elsewhere, such as in the manifests of dumps.
      """)

  @Argument(help: "viewer, moderator or server.")
  var role: StoreAccess
  @Option(help: "Name of the user; parlor-ROLE unless said.")
  var user: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard let user else { return }
    guard !user.isEmpty, user.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw ValidationError("A user's name has no spaces.")
    }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    let rules = role.rules(user: user ?? "parlor-\(role.rawValue)", keys: context.store.keys)
    if context.format == .table { return try context.output.result(line: rules) }
    try context.show(Record(["role": .word(role.rawValue), "rules": .text(rules)]))
  }
}
