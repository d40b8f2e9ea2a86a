import BotKit

/// Lets a room vote: one poll at a time, one vote a person.
@main
struct Poll {
  private static let mostAnswers = 10

  static func main() {
    let bot = Bot()
    bot.command("poll", begin)
    bot.command("vote", vote)
    bot.command("endpoll", end)
    bot.run()
  }

  private static func begin(_ call: Call) throws -> String? {
    guard let room = call.room, let message = call.message else { return nil }
    if let open = try Ballot(call, room) {
      return call.arguments.isEmpty ? open.standing : "There is a poll already: \(open.question) End it with !endpoll."
    }
    let parts = call.arguments.split(separator: "|").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
    guard parts.count >= 3, parts.count <= mostAnswers + 1 else {
      return "Write it like: poll Tea or coffee? | Tea | Coffee"
    }
    let ballot = Ballot(question: parts[0], answers: Array(parts.dropFirst()), by: message.from)
    try ballot.save(call, room)
    let lines = ballot.answers.enumerated().map { "\($0 + 1). \($1)" }
    return ([ballot.question] + lines + ["Vote with !vote NUMBER."]).joined(separator: "\n")
  }

  private static func vote(_ call: Call) throws -> String? {
    guard let room = call.room, let message = call.message else { return nil }
    guard var ballot = try Ballot(call, room) else { return "There is no poll. Begin one with !poll." }
    guard let number = Int(call.arguments), ballot.answers.indices.contains(number - 1) else {
      return "Vote with a number from 1 to \(ballot.answers.count)."
    }
    ballot.votes[message.from] = number - 1
    try ballot.save(call, room)
    return "\(message.name) voted; \(ballot.votes.count) so far."
  }

  private static func end(_ call: Call) throws -> String? {
    guard let room = call.room, let message = call.message else { return nil }
    guard let ballot = try Ballot(call, room) else { return "There is no poll." }
    guard ballot.by == message.from || message.role != "member" else {
      return "Only who began it, or a moderator, can end it."
    }
    try call.bot.storage.delete("poll/\(room)")
    return "The poll is over. " + ballot.standing
  }
}
