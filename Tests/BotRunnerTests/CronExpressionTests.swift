import Foundation
import Testing

@testable import BotRunner

@Suite struct CronExpressionTests {
  /// Unix milliseconds of an instant written as ISO 8601.
  private func at(_ text: String) throws -> Int64 {
    Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970 * 1000)
  }

  private func next(_ cron: String, _ zone: String = "UTC", after text: String) throws -> String {
    let found = try #require(try CronExpression(cron, timeZone: zone).next(after: try at(text)))
    return Date(timeIntervalSince1970: Double(found) / 1000).formatted(.iso8601)
  }

  @Test(arguments: [
    ("* * * * *", "2026-01-05T09:00:00Z", "2026-01-05T09:01:00Z"),
    ("*/15 * * * *", "2026-01-05T09:50:10Z", "2026-01-05T10:00:00Z"),
    ("0 9 * * 1-5", "2026-01-09T09:00:00Z", "2026-01-12T09:00:00Z"),
    ("0 9 * * mon,fri", "2026-01-05T10:00:00Z", "2026-01-09T09:00:00Z"),
    ("30 2 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T02:30:00Z"),
    ("0 0 13 * 5", "2026-01-10T00:00:00Z", "2026-01-13T00:00:00Z"),
    ("0 0 1 jan *", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ("5-10/5 23 31 12 *", "2026-01-01T00:00:00Z", "2026-12-31T23:05:00Z"),
    ("@daily", "2026-01-05T09:00:00Z", "2026-01-06T00:00:00Z"),
    ("0 0 * * 7", "2026-01-05T00:00:00Z", "2026-01-11T00:00:00Z"),
  ])
  func findsTheNextTime(cron: String, after: String, expected: String) throws {
    #expect(try next(cron, after: after) == expected)
  }

  @Test func aSkippedTimeComesAtTheChangeAndADoubledOneOnce() throws {
    // In Berlin clocks go from 2 to 3 on 2026-03-29, and from 3 back to 2 on 2026-10-25.
    #expect(try next("30 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z") == "2026-03-29T01:00:00Z")
    #expect(try next("30 2 * * *", "Europe/Berlin", after: "2026-03-29T01:00:00Z") == "2026-03-30T00:30:00Z")
    #expect(try next("30 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z") == "2026-10-25T00:30:00Z")
    #expect(try next("30 2 * * *", "Europe/Berlin", after: "2026-10-25T00:30:00Z") == "2026-10-26T01:30:00Z")
    #expect(try next("0 9 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z") == "2026-03-29T07:00:00Z")
  }

  @Test func whereEveryHourCountsTimeJustGoesOn() throws {
    #expect(try next("*/30 * * * *", "Europe/Berlin", after: "2026-10-25T00:30:00Z") == "2026-10-25T01:00:00Z")
    #expect(try next("*/30 * * * *", "Europe/Berlin", after: "2026-03-29T00:30:00Z") == "2026-03-29T01:00:00Z")
  }

  @Test(arguments: [
    "", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *", "5-1 * * * *",
    "a * * * *", "0 0 31 2 *",
  ])
  func refusesWhatIsNone(cron: String) { #expect(throws: CronExpression.Fault.self) { try CronExpression(cron) } }

  @Test func refusesTimeZonesNobodyKnows() {
    #expect(throws: CronExpression.Fault.timeZone("Mars/Base")) { try CronExpression("@daily", timeZone: "Mars/Base") }
  }

  @Test func missedTimesAreMadeUpForOnceWithinAnHour() throws {
    let daily = try CronExpression("0 9 * * *")
    let last = try at("2026-01-04T10:00:00Z")
    #expect(ScheduleRule.verdict(daily, after: last, now: try at("2026-01-05T08:59:00Z")) == .wait)
    #expect(
      ScheduleRule.verdict(daily, after: last, now: try at("2026-01-05T09:30:00Z"))
        == .tell(try at("2026-01-05T09:00:00Z")))
    #expect(ScheduleRule.verdict(daily, after: last, now: try at("2026-01-05T11:00:00Z")) == .skip)
    let often = try CronExpression("* * * * *")
    #expect(
      ScheduleRule.verdict(often, after: last, now: try at("2026-01-05T09:30:30Z"))
        == .tell(try at("2026-01-05T09:30:00Z")))
  }

  @Test func daysAreThoseOfTheCalendar() {
    #expect(CivilDay(number: 0).weekday == 4)
    let leap = CivilDay(at: 1_709_164_800)
    #expect((leap.year, leap.month, leap.day) == (2024, 2, 29))
    #expect((leap.after.month, leap.after.day) == (3, 1))
    #expect((CivilDay(number: -1).year, CivilDay(number: -1).month, CivilDay(number: -1).day) == (1969, 12, 31))
  }
}
