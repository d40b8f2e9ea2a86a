import ArgumentParser
import ChatModel
import ChatStore

/// `retain --count N --age 30d`
struct RetainCommand: AdminCommand {
  static let configuration = CommandConfiguration(
    commandName: "retain", abstract: "Set how many messages a room keeps, and for how long.",
    discussion: """
      What no longer fits is cut off at once and cannot be undone; the plan says how much that is. To be able to bring \
      it back, trim first.
      """)

  @Option(help: "Keep so many of the newest messages.")
  var count: Int64?
  @Option(help: "Keep messages for so long, like 30d.")
  var age: Length?
  @Flag(help: "As many as the servers are set to, however old.")
  var reset = false
  @OptionGroup var setting: SettingOptions
  @OptionGroup var options: ActOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if reset == (count != nil || age != nil) { throw ValidationError("Say --count, --age or both, or --reset.") }
  }

  func run(_ context: AdminContext) async throws(AdminError) {
    if !options.isDry { try await context.mayChange() }
    let room = try context.chosenRoom()
    if !setting.create { try await context.mustExist(room) }
    var settings: [RoomSetting] = reset ? [.retainCount(nil), .retainAge(0)] : []
    var rules: [TrimRule] = reset ? [.keep(Int64(context.session.configuration.limits.roomLog))] : []
    if let count {
      settings.append(.retainCount(count))
      rules.append(.keep(count))
    }
    if let age {
      settings.append(.retainAge(age.milliseconds))
      rules.append(.since(context.now - age.milliseconds))
    }
    var largest: MessagePlan?
    for rule in rules {
      let plan = try await context.planTrim(of: room, rule)
      if let plan, plan.removal.items.count > largest?.removal.items.count ?? 0 { largest = plan }
    }
    if let largest {
      let lines = largest.lines.dropLast() + ["  at once: it cannot be undone"]
      let word = largest.removal.items.count > 1000 ? room.rawValue : nil
      guard try await context.consent(to: Array(lines), options, word: word) else { return }
    }
    let words = [count.map { "count \($0)" }, age.map { "age \(Length.text($0.milliseconds))" }].compactMap { $0 }
    let what = reset ? "as the servers are set to" : words.joined(separator: ", ")
    try await context.set(settings, of: room, plan: "retain in \(room): \(what)", setting, options)
  }
}
