public import ArgumentParser

/// The form of results on standard output, the same on and off a terminal.
public enum OutputFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
  /// Columns for people.
  case table
  /// One JSON object a line.
  case jsonl
  /// Comma-separated values, safe in spreadsheets.
  case csv
  /// One JSON value.
  case json
}
