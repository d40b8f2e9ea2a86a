import ArgumentParser
import ChatModel
import ChatStore
import Tokens

/// `token NAME [--role …] [--bot]`
struct TokenCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Make a token that a bot or a person comes in with.",
    discussion: """
      A name makes somebody new; an id gives a token to somebody who is known. Whoever has the token is that person, \
      for 30 days; clients get a fresh one each time they connect. Where servers run with --auth jwt only those of bots \
      let in. It needs the right to read the servers' key.
      """)

  @Argument(help: "A name for somebody new, or the id of somebody known.")
  var who: String
  @Option(help: "Role in all rooms: member, moderator or admin.")
  var role: Role?
  @Flag(help: "It is a program.")
  var bot = false
  @Option(name: .shortAndLong, help: "A new file for the token, for its owner only; it is not shown then.")
  var output: String?
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let known = MemberID(who)
    if known != nil, role != nil || bot {
      throw AdminError(.usage, "--role and --bot are for somebody new.", hint: "'role' gives a role to who is known.")
    }
    let name: PersonName
    do throws(PersonName.Refusal) { name = try PersonName(known == nil ? who : "known") } catch {
      throw AdminError(.usage, "This is no name for a person: \(error.rawValue)")
    }
    if options.isDry {
      return try context.output.result(line: "token for \(known.map { "\($0)" } ?? "somebody new")")
    }
    let secret = try await context.ask { () throws(StoreError) in
      TokenSecret(try await context.writer.tokenSecret())
    }
    guard let secret else { throw AdminError(.failed, "The servers' key is damaged.", hint: "See 'doctor'.") }
    let file = try output.map { path throws(AdminError) in try SecretFile(path) }
    let act = context.act(options.reason)
    let person: Person
    if let known {
      let report = try await context.ask { () throws(StoreError) in
        let report = try await context.store.report(on: known, now: context.now)
        try await context.writer.noteToken(for: known, act)
        return report
      }
      person = Person(
        id: known, name: (try? PersonName(report.name)) ?? GuestName(of: known).name, role: report.role,
        isBot: report.isBot)
    } else {
      person = try await context.ask { () throws(StoreError) in
        try await context.writer.introduce(name, role: role ?? .member, isBot: bot, act)
      }
    }
    let now = context.now
    // People whom access tokens speak for come in with those only.
    let isForBot = person.isBot && !person.id.isOfToken
    let token = ResumeToken.issue(member: person.id, isForBot: isForBot, now: now, secret: secret)
    try file?.write(token)
    try context.show(
      Record([
        "id": .word(person.id.rawValue), "name": .text(person.name.text), "role": .word(person.role.rawValue),
        "bot": .flag(person.isBot), "until": .date(now + ResumeToken.lifetimeMilliseconds),
        "token": file == nil ? .word(token) : .none, "file": output.map { .text($0) } ?? .none,
        "act": .word(act.id.rawValue),
      ]))
  }
}
