/// A day of the Gregorian calendar, without a time zone.
struct CivilDay: Sendable, Equatable {
  /// Days since 1970-01-01.
  let number: Int64
  let year: Int
  let month: Int
  let day: Int

  /// The day in which so many seconds after 1970-01-01 00:00 of the same clock lie.
  init(at second: Int64) { self.init(number: Int64((Double(second) / 86_400).rounded(.down))) }

  init(number: Int64) {
    self.number = number
    // The years are counted from March on, so that the leap day is the last of its year.
    let shifted = number + 719_468
    let era = Int64((Double(shifted) / 146_097).rounded(.down))
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * march + 2) / 5 + 1)
    month = Int(march < 10 ? march + 3 : march - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
  }

  /// Its first second, after 1970-01-01 00:00 of the same clock.
  var start: Int64 { number * 86_400 }
  /// 0 for Sunday.
  var weekday: Int { Int(((number + 4) % 7 + 7) % 7) }
  var before: CivilDay { CivilDay(number: number - 1) }
  var after: CivilDay { CivilDay(number: number + 1) }
}
