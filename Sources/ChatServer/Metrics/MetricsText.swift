/// Writes metrics in the text format of Prometheus, version 0.0.4.
struct MetricsText {
  enum Kind: String {
    case counter, gauge, histogram
  }

  private(set) var text = ""

  /// A metric with one value.
  mutating func metric(_ name: String, _ kind: Kind, _ help: String, _ value: some CustomStringConvertible) {
    begin(name, kind, help)
    line(name, "", "\(value)")
  }

  /// A metric with a value for each label; nothing is written where there are none.
  mutating func metric(_ name: String, _ kind: Kind, _ help: String, by label: String, _ values: [String: Int64]) {
    guard !values.isEmpty else { return }
    begin(name, kind, help)
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      line(name, "{\(label)=\"\(Self.escaped(key))\"}", "\(value)")
    }
  }

  mutating func metric(_ name: String, _ help: String, _ histogram: LatencyHistogram) {
    begin(name, .histogram, help)
    var sum: Int64 = 0
    for (bound, count) in zip(LatencyHistogram.bounds, histogram.buckets) {
      sum += count
      line(name + "_bucket", "{le=\"\(Double(bound) / 1_000_000)\"}", "\(sum)")
    }
    line(name + "_bucket", "{le=\"+Inf\"}", "\(histogram.count)")
    line(name + "_sum", "", "\(Double(histogram.nanoseconds) / 1_000_000_000)")
    line(name + "_count", "", "\(histogram.count)")
  }

  private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  private mutating func line(_ name: String, _ labels: String, _ value: String) {
    text += "\(name)\(labels) \(value)\n"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
