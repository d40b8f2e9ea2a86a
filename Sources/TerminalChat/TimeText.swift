#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Times as people read them, in the time of this machine.
enum TimeText {
  /// `10:29`
  static func clock(_ milliseconds: Int64) -> String {
    parts(milliseconds).map { "\(two($0.tm_hour)):\(two($0.tm_min))" } ?? "--:--"
  }

  /// `2026-11-24 10:29`
  static func moment(_ milliseconds: Int64) -> String {
    parts(milliseconds).map { "\($0.tm_year + 1900)-\(two($0.tm_mon + 1))-\(two($0.tm_mday)) \(clock(milliseconds))" }
      ?? String(milliseconds)
  }

  /// `4 s`, `2 min`
  static func length(_ milliseconds: Int64) -> String {
    let seconds = max(1, milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0))
    return seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
  }

  /// `4 s`, `2 min`
  static func length(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return length(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
  }

  private static func parts(_ milliseconds: Int64) -> tm? {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    return localtime_r(&seconds, &parts) == nil ? nil : parts
  }

  private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
