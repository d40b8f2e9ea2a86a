public import ArgumentParser

/// The form of a dump.
public enum DumpFormat: String, Sendable, CaseIterable, Codable, ExpressibleByArgument {
  /// One message a line as it is stored: `load` reads it.
  case jsonl
  /// Comma-separated values, safe in spreadsheets.
  case csv
  /// Lines for people.
  case text
  /// One page that needs nothing else.
  case html

  /// Whether something can be added at the end.
  var isOpenEnded: Bool { self != .html }
}
