import ArgumentParser
import ChatModel
import ChatStore
import NIOCore

/// `trim --keep N | --older-than 30d`
struct TrimCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "trim", abstract: "Cut off the old end of a room's log.",
    discussion: """
      It first shows a plan: how many messages, the first and the last, by whom. Done is what was planned and nothing \
      else; a message that changed meanwhile stops it. More than 1000 messages need the room's name instead of 'y'. \
      'undo' brings them back for 7 days, as long as nothing else was cut off, unless --purge was given.
      """)

  @Option(help: "Keep so many of the newest messages.")
  var keep: Int64?
  @Option(help: "Cut off what is older than this: a length of time like 30d.")
  var olderThan: Length?
  @OptionGroup var removal: RemovalOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if (keep == nil) == (olderThan == nil) { throw ValidationError("Say what stays: --keep or --older-than.") }
    if let keep, keep < 0 { throw ValidationError("--keep takes a number from 0 up.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = try context.chosenRoom()
    let rule = olderThan.map { TrimRule.since(context.now - $0.milliseconds) } ?? .keep(keep ?? 0)
    guard let plan = try await context.planTrim(of: room, rule) else {
      throw AdminError(.notFound, "There is no room \(room).", hint: "'rooms' lists them.")
    }
    try await context.remove(plan, removal, options, isWhole: keep == 0)
  }
}

extension AdminContext {
  /// What a trim would take away; nil where there is no such room.
  func planTrim(of room: RoomID, _ rule: TrimRule) async throws(AdminError) -> MessagePlan? {
    var authors = AuthorTally()
    var count = 0
    let plan = try await ask { () throws(StoreError) in
      try await store.planTrim(of: room, rule) { entry in
        if let message = StoredMessage(entry) { authors.add(message) }
        count += 1
        if count % 1000 == 0 { session.progress("\(count) messages planned") }
      }
    }
    if Task.isCancelled { throw .interrupted }
    return plan.map { MessagePlan($0, by: authors) }
  }
}
