import Foundation

/// Times that come again, as in crontab(5): minute, hour, day of the month, month, day of the week, in a time zone.
///
/// Where both days are given, either counts. When clocks change: a time of the day that is skipped counts at the moment
/// of the change, one that comes twice counts the first time; where every hour counts, time just goes on.
public struct CronExpression: Sendable, Equatable {
  /// Why a text is none.
  public enum Fault: Error, Sendable, Equatable, CustomStringConvertible {
    case fields
    case field(String)
    case timeZone(String)
    case never

    /// What is wrong, to be put behind what it is wrong with.
    public var description: String {
      switch self {
      case .fields: "does not have five fields: minute, hour, day, month, day of the week"
      case .field(let name): "has no valid \(name)"
      case .timeZone(let name): "is in no known time zone: '\(name)'"
      case .never: "never comes"
      }
    }
  }

  /// As it was written.
  public let text: String
  private let timeZone: TimeZone
  private let minutes, hours, days, months, weekdays: CronField

  /// Reads an expression, or one of `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
  public init(_ text: String, timeZone name: String = "UTC") throws(Fault) {
    self.text = text
    let shorthands = [
      "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
      "@yearly": "0 0 1 1 *",
    ]
    let fields = (shorthands[text] ?? text).split(whereSeparator: \.isWhitespace)
    guard fields.count == 5 else { throw .fields }
    guard let zone = TimeZone(identifier: name) else { throw .timeZone(name) }
    timeZone = zone
    let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    guard let minutes = CronField(fields[0], 0...59) else { throw .field("minute") }
    guard let hours = CronField(fields[1], 0...23) else { throw .field("hour") }
    guard let days = CronField(fields[2], 1...31) else { throw .field("day of the month") }
    guard let months = CronField(fields[3], 1...12, names: monthNames) else { throw .field("month") }
    guard let weekdays = CronField(fields[4], 0...7, names: dayNames) else { throw .field("day of the week") }
    (self.minutes, self.hours, self.days, self.months, self.weekdays) = (minutes, hours, days, months, weekdays)
    if next(after: 0) == nil { throw .never }
  }

  /// The next time after a moment, both in Unix milliseconds; nil when none comes within eight years.
  public func next(after moment: Int64) -> Int64? {
    let second = Int64((Double(moment) / 1000).rounded(.down))
    var day = CivilDay(at: second + offset(at: second))
    // Where clocks go back over midnight the day before is not over yet.
    day = day.before
    for _ in 0..<(8 * 366) {
      if counts(day), let found = first(on: day, after: second) { return found * 1000 }
      day = day.after
    }
    return nil
  }

  private func counts(_ day: CivilDay) -> Bool {
    guard months.contains(day.month) else { return false }
    let isWeekday = weekdays.contains(day.weekday) || day.weekday == 0 && weekdays.contains(7)
    if days.isAny { return weekdays.isAny || isWeekday }
    return days.contains(day.day) || !weekdays.isAny && isWeekday
  }

  private func first(on day: CivilDay, after second: Int64) -> Int64? {
    if hours.isAny { return firstOfEveryHour(on: day, after: second) }
    var best: Int64?
    for hour in hours.values {
      for minute in minutes.values {
        let moment = self.moment(of: day.start + Int64(hour * 3600 + minute * 60))
        if moment > second, moment < best ?? .max { best = moment }
      }
      if let best { return best }
    }
    return nil
  }

  /// Every hour counts, so time is followed as it passes, hours that come twice included.
  private func firstOfEveryHour(on day: CivilDay, after second: Int64) -> Int64? {
    let begin = max(moment(of: day.start), second - second % 60 + 60)
    let end = moment(of: day.after.start)
    var moment = begin + (60 - begin % 60) % 60
    while moment < end {
      let local = moment + offset(at: moment)
      if minutes.contains(Int(local / 60 % 60)) { return moment }
      moment += 60
    }
    return nil
  }

  private func offset(at second: Int64) -> Int64 {
    Int64(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
  }

  /// The moment at which the clock shows a time for the first time; the moment it jumps over it, if it does.
  private func moment(of local: Int64) -> Int64 {
    let early = offset(at: local - 86_400)
    let late = offset(at: local + 86_400)
    let moments = [local - early, local - late].filter { $0 + offset(at: $0) == local }
    if let first = moments.min() { return first }
    let change = timeZone.nextDaylightSavingTimeTransition(
      after: Date(timeIntervalSince1970: Double(local - max(early, late) - 1)))
    return change.map { Int64($0.timeIntervalSince1970) } ?? local - late
  }
}
