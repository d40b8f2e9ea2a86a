public import ArgumentParser
public import ChatModel
import ChatStore

extension Role: ExpressibleByArgument {}

/// `role WHO moderator|member [--room R]`, `role WHO admin|moderator|member --everywhere`
struct RoleCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Give a person a role in a room, or in all rooms with --everywhere.",
    discussion: "'member' takes the role away. An admin is one in all rooms.")

  @Argument(help: "An id, its first six characters, or an exact name.")
  var who: String
  @Argument(help: "member, moderator or admin.")
  var role: Role
  @Flag(help: "In all rooms.")
  var everywhere = false
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if role == .admin, !everywhere { throw ValidationError("An admin is one in all rooms: add --everywhere.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = everywhere ? nil : try context.chosenRoom()
    if let room { try await context.mustExist(room) }
    let person = try await context.person(who, in: room.map { .room($0) } ?? .everywhere)
    let plan = PlanLine.text("make", person, "a \(role.rawValue) in \(room.map(\.rawValue) ?? "all rooms")")
    if options.isDry { return try context.output.result(line: plan) }
    let act = context.act(options.reason)
    let outcome = try await context.carryOut { () throws(StoreError) in
      if let room { return try await context.writer.setRole(role, of: person.id, in: room, act) }
      return try await context.writer.setRoleEverywhere(role, of: person.id, act)
    }
    context.warn(unaudited: outcome.auditFailure, outcome.act)
    try context.show(
      Record([
        "id": .word(person.id.rawValue), "name": .text(person.name), "role": .word(role.rawValue),
        "room": room.map { .word($0.rawValue) } ?? .none, "everywhere": .flag(everywhere),
        "act": .word(outcome.act.rawValue),
      ]))
  }
}
