import BotKit

/// Greets those who come to a room for the first time.
@main
struct Welcome {
  /// People remembered as greeted, in each room.
  private static let most = 2000

  static func main() {
    let bot = Bot()
    bot.event("member_add", greet)
    bot.command("welcome", change)
    bot.run()
  }

  private static func greet(_ call: Call) throws -> String? {
    guard let person = call.person, let room = call.room, !person.isBot, !person.name.isEmpty else { return nil }
    var greeted = try call.bot.storage.get("greeted/\(room)")?.texts ?? []
    if greeted.contains(person.id) { return nil }
    greeted.append(person.id)
    try call.bot.storage.set("greeted/\(room)", .array(greeted.suffix(most).map { .string($0) }))
    return try greeting(call, room).replacing("{name}", with: person.name)
  }

  private static func change(_ call: Call) throws -> String? {
    guard let room = call.room else { return nil }
    if call.arguments.isEmpty { return try greeting(call, room) }
    try call.bot.storage.set("greeting/\(room)", .string(call.arguments))
    return "From now on: \(call.arguments)"
  }

  private static func greeting(_ call: Call, _ room: String) throws -> String {
    try call.bot.storage.get("greeting/\(room)")?.stringValue
      ?? call.bot.settings["greeting"]?.stringValue ?? "Welcome, {name}!"
  }
}

extension JSONValue {
  fileprivate var texts: [String] {
    if case .array(let items) = self { items.compactMap(\.stringValue) } else { [] }
  }
}
