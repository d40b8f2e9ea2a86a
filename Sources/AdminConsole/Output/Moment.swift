import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Points in time as people read and write them, in the time of this machine.
enum Moment {
  /// `2026-11-24 10:29:48`
  static func text(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return String(milliseconds) }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
  }

  /// `10:29:48`
  static func time(_ milliseconds: Int64) -> String { String(text(milliseconds).suffix(8)) }

  /// `2026-11-24T10:29:48Z`
  static func utc(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// Reads a date, a date with a time, or an instant with its zone; nil for anything else.
  static func milliseconds(_ text: String) -> Int64? {
    if text.hasSuffix("Z") {
      guard let date = try? Date.ISO8601FormatStyle().parse(text) else { return nil }
      return Int64(date.timeIntervalSince1970 * 1000)
    }
    let numbers = text.split { "-T: ".contains($0) }.map { Int32($0) }
    guard numbers.count == 3 || numbers.count == 5 || numbers.count == 6, !numbers.contains(nil) else { return nil }
    let values = numbers.compactMap(\.self) + [0, 0, 0]
    guard (1970...9999).contains(values[0]), (1...12).contains(values[1]), (1...31).contains(values[2]),
      (0...23).contains(values[3]), (0...59).contains(values[4]), (0...60).contains(values[5])
    else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (values[0] - 1900, values[1] - 1, values[2])
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (values[3], values[4], values[5])
    parts.tm_isdst = -1
    let seconds = mktime(&parts)
    return seconds == -1 ? nil : Int64(seconds) * 1000
  }
}
