/// What becomes of times that passed while nobody was there: the last one is made up for within an hour, those before it
/// are not.
enum ScheduleRule {
  private static let grace: Int64 = 3_600_000
  private static let mostPassed = 10_000

  /// What is to be done at this time.
  enum Verdict: Equatable {
    /// Nothing: the next time is to come.
    case wait
    /// A time has come, in Unix milliseconds.
    case tell(Int64)
    /// A time passed too long ago.
    case skip
  }

  /// Looks at the times after the last one that was taken, all in Unix milliseconds.
  static func verdict(_ times: CronExpression, after last: Int64, now: Int64) -> Verdict {
    guard var due = times.next(after: last), due <= now else { return .wait }
    if now - due > grace, let later = times.next(after: now - grace), later <= now { due = later }
    for _ in 0..<mostPassed {
      guard let next = times.next(after: due), next <= now else { break }
      due = next
    }
    return now - due <= grace ? .tell(due) : .skip
  }
}
