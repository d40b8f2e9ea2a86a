/// How often programs are answered in a room: ten times a minute.
struct RoomBudget {
  private static let most = 10
  private static let window: Int64 = 60_000
  private var answers: [String: [Int64]] = [:]

  /// Takes one answer; false when there were enough. `now` is in milliseconds.
  mutating func take(_ room: String, now: Int64) -> Bool {
    let recent = (answers[room] ?? []).filter { now - $0 < Self.window }
    guard recent.count < Self.most else {
      answers[room] = recent
      return false
    }
    answers[room] = recent + [now]
    return true
  }
}
