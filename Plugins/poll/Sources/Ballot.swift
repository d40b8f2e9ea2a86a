import BotKit

/// A poll of a room and its votes so far.
struct Ballot {
  let question: String
  let answers: [String]
  /// The id of who began it.
  let by: String
  /// By the ids of those who voted, the place of their answer.
  var votes: [String: Int] = [:]

  init(question: String, answers: [String], by: String) {
    (self.question, self.answers, self.by) = (question, answers, by)
  }

  /// The poll that is open in a room.
  init?(_ call: Call, _ room: String) throws {
    guard let kept = try call.bot.storage.get("poll/\(room)"), let question = kept["question"]?.stringValue,
      case .array(let answers)? = kept["answers"]
    else { return nil }
    self.init(
      question: question, answers: answers.compactMap(\.stringValue), by: kept["by"]?.stringValue ?? "")
    for entry in kept["votes"]?.objectValue?.entries ?? [] { votes[entry.key] = entry.value.int64Value.map { Int($0) } }
  }

  func save(_ call: Call, _ room: String) throws {
    var cast = JSONObject()
    for (voter, place) in votes.sorted(by: { $0.key < $1.key }) { cast[voter] = .number(JSONNumber(Int64(place))) }
    try call.bot.storage.set(
      "poll/\(room)",
      [
        "question": .string(question), "answers": .array(answers.map { .string($0) }), "by": .string(by),
        "votes": .object(cast),
      ])
  }

  /// The question and the votes of each answer, most first.
  var standing: String {
    let counts = answers.indices.map { place in (place, votes.values.count { $0 == place }) }
    let ranked = counts.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    return ([question] + ranked.map { "\(answers[$0.0]): \($0.1)" }).joined(separator: "\n")
  }
}

extension Substring {
  /// Without spaces at both ends.
  var trimmingSpaces: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
